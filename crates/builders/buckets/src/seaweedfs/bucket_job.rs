//! The Job that makes buckets, and sets what the blueprint says of them. It never deletes one.
//!
//! Its name follows from what it does: another set of buckets is another Job, which Argo CD runs once, and whose failure
//! shows. Run again, it changes nothing.

use std::fmt::Write as _;

use hagen_charts::SEAWEEDFS;
use hagen_core::context::Context;
use hagen_core::object_storage::WantedBucket;
use hagen_core::workload::{job, priority, security};
use hagen_kube::{Manifest, digest};
use k8s_openapi::api::batch::v1::{Job, JobSpec};
use k8s_openapi::api::core::v1::{
    Container, EmptyDirVolumeSource, EnvVar, PodSpec, PodTemplateSpec, ResourceRequirements, ServiceAccount,
    Volume, VolumeMount,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::{FILER, MASTER, identity, metadata};

/// The name of its pods in labels, and of their account.
pub(super) const PODS: &str = "seaweedfs-buckets";

/// Beginning of the script. The shell of SeaweedFS tells a failure in words only, so the end looks whether everything
/// is there.
const BEGINNING: &str = r#"set -eu
run() { echo "$1" | weed shell -master="$MASTER" -filer="$FILER"; }
known() { run s3.bucket.list | awk '{ print $1 }' | grep -Fxq "$1"; }
"#;

/// The Job and the account of its pods, if anybody wants a bucket.
pub(super) fn objects(cx: &Context<'_>) -> Vec<Manifest> {
    if cx.offers.buckets.is_empty() { Vec::new() } else { vec![account(cx), job(cx)] }
}

/// The servers' account is the chart's, which may call it otherwise one day.
fn account(cx: &Context<'_>) -> Manifest {
    Manifest::new(&ServiceAccount {
        metadata: metadata(cx, PODS),
        automount_service_account_token: Some(false),
        ..ServiceAccount::default()
    })
}

fn job(cx: &Context<'_>) -> Manifest {
    let script = script(cx);
    let name = format!("{PODS}-{}", digest(&format!("{}{script}", SEAWEEDFS.app_version)));
    let job = Job {
        metadata: ObjectMeta {
            name: Some(name),
            namespace: Some(cx.site.namespace.to_string()),
            labels: Some(identity(cx, PODS).labels()),
            ..ObjectMeta::default()
        },
        spec: Some(JobSpec {
            backoff_limit: Some(10),
            pod_failure_policy: Some(job::disruptions_do_not_count()),
            template: PodTemplateSpec {
                metadata: Some(ObjectMeta {
                    labels: Some(identity(cx, PODS).labels()),
                    ..ObjectMeta::default()
                }),
                spec: Some(pod(script, cx)),
            },
            ..JobSpec::default()
        }),
        ..Job::default()
    };
    let mut manifest = Manifest::new(&job);
    // After the servers: Argo CD waits until they are well.
    manifest.annotate("argocd.argoproj.io/sync-wave", "1");
    manifest
}

fn script(cx: &Context<'_>) -> String {
    let mut buckets: Vec<&WantedBucket> = cx.offers.buckets.iter().map(|placed| &placed.what).collect();
    buckets.sort_by(|a, b| a.name.cmp(&b.name));
    let mut script = BEGINNING.to_owned();
    for bucket in &buckets {
        script.push('\n');
        commands(&mut script, bucket);
    }
    script.push('\n');
    for WantedBucket { name, .. } in &buckets {
        let _ = writeln!(script, "known {name} || {{ echo 'there is no {name}' >&2; exit 1; }}");
    }
    script
}

fn commands(script: &mut String, bucket: &WantedBucket) {
    let name = &bucket.name;
    let quota = bucket.quota.as_ref().map(|quota| quota.units().div_ceil(1 << 20));
    let quota =
        quota.map_or_else(|| "-op=remove".to_owned(), |mebibytes| format!("-op=set -sizeMB={mebibytes}"));
    let expiry =
        bucket.expire_after_days.map_or_else(|| "-delete".to_owned(), |days| format!("-ttl={}", ttl(days)));
    let _ = writeln!(script, "known {name} || run 's3.bucket.create -name {name}'");
    let _ = writeln!(script, "run 's3.bucket.quota -name={name} {quota}'");
    let _ = writeln!(script, "run 'fs.configure -locationPrefix=/buckets/{name}/ {expiry} -apply'");
    if bucket.versioned {
        let _ = writeln!(script, "run 's3.bucket.versioning -name {name} -status Enabled'");
    }
}

/// The server's notation has one byte for the number.
fn ttl(days: u64) -> String {
    if days <= 255 { format!("{days}d") } else { format!("{}w", days.div_ceil(7)) }
}

fn pod(script: String, cx: &Context<'_>) -> PodSpec {
    PodSpec {
        restart_policy: Some("Never".into()),
        automount_service_account_token: Some(false),
        service_account_name: Some(PODS.into()),
        enable_service_links: Some(false),
        priority_class_name: Some(priority::CRITICAL.into()),
        security_context: Some(security::pod(security::USER)),
        containers: vec![container(script, cx)],
        volumes: Some(vec![Volume {
            name: "scratch".into(),
            empty_dir: Some(EmptyDirVolumeSource {
                size_limit: Some(Quantity("16Mi".into())),
                ..EmptyDirVolumeSource::default()
            }),
            ..Volume::default()
        }]),
        ..PodSpec::default()
    }
}

fn container(script: String, cx: &Context<'_>) -> Container {
    let address = |service: &str, port: u16| format!("{}:{port}", cx.site.service_host(service));
    let variable =
        |name: &str, value: String| EnvVar { name: name.into(), value: Some(value), ..EnvVar::default() };
    Container {
        name: "buckets".into(),
        image: Some(format!("chrislusf/seaweedfs:{}", SEAWEEDFS.app_version)),
        command: Some(vec!["/bin/sh".into(), "-c".into()]),
        args: Some(vec![script]),
        env: Some(vec![
            variable("MASTER", address("seaweedfs-master", MASTER)),
            variable("FILER", address("seaweedfs-filer-client", FILER)),
        ]),
        resources: Some(requirements()),
        security_context: Some(security::container()),
        volume_mounts: Some(vec![VolumeMount {
            name: "scratch".into(),
            mount_path: "/tmp".into(),
            ..VolumeMount::default()
        }]),
        ..Container::default()
    }
}

fn requirements() -> ResourceRequirements {
    let amounts = |cpu: &str| {
        let amounts = [("cpu", cpu), ("memory", "128Mi"), ("ephemeral-storage", "64Mi")];
        Some(amounts.map(|(what, amount)| (what.to_owned(), Quantity(amount.to_owned()))).into())
    };
    ResourceRequirements {
        requests: amounts("50m"),
        limits: amounts("500m"),
        ..ResourceRequirements::default()
    }
}
