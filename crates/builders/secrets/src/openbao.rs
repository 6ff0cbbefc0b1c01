//! OpenBao in the cluster: a store of secrets that keeps its data encrypted, and logs who reads what.

mod alerts;
mod policy;
mod tls;
mod values;

use std::collections::BTreeMap;

use hagen_charts::OPENBAO;
use hagen_core::Path;
use hagen_core::artifact::{Artifact, HelmRelease, PlainFile};
use hagen_core::chart::{UserValues, labels};
use hagen_core::component::{Component, ComponentId, Need, Offer, Pods, Port};
use hagen_core::context::{Context, Site, Store};
use hagen_kube::{Manifest, Name};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::section::OpenBaoStore;

/// The name of the release, of its namespace and of its ServiceAccount.
pub(crate) const RELEASE: &str = "openbao";

/// Where the key-value engine and the Kubernetes auth method are mounted, and the role of External Secrets.
pub(crate) const ENGINE: &str = "secret";
pub(crate) const AUTH: &str = "kubernetes";
pub(crate) const ROLE: &str = "external-secrets";

/// The Secret with the certificate of the servers; `ca.crt` in it is their authority.
pub(crate) const TLS_SECRET: &str = "openbao-tls";

/// The port that clients use.
pub(crate) const API: Port = Port::tcp(8200);

/// The runbook, with places to fill in.
const RUNBOOK: &str = include_str!("openbao/runbook.md");

/// The servers.
pub(crate) struct OpenBao {
    pub(crate) section: OpenBaoStore,
    pub(crate) values: UserValues,
}

/// The pods of the servers.
pub(crate) fn pods() -> Pods {
    Pods { namespace: Name::known(RELEASE), labels: selector() }
}

/// The address of the server that is active: the others, and those that are sealed, are not behind it.
pub(crate) fn address() -> String {
    format!("https://{RELEASE}-active.{RELEASE}.svc.cluster.local:{}", API.number)
}

impl Component for OpenBao {
    fn id(&self) -> ComponentId {
        ComponentId::platform(RELEASE)
    }

    fn path(&self) -> Path {
        Path::ROOT.key("secrets").key("store").key("openbao")
    }

    fn namespace(&self) -> Option<Name> {
        Some(Name::known(RELEASE))
    }

    fn offer(&self, _: &Site<'_>) -> Offer {
        Offer { needs: vec![Need::CertManagerResources], pods: vec![pods()], ..Offer::default() }
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let values = values::values(&cx.site, &self.section);
        let release = HelmRelease::new(&OPENBAO, RELEASE, values, &self.values);
        let objects = tls::objects(cx).into_iter().chain(policy::policy(cx));
        let mut artifacts: Vec<Artifact> = vec![release.into()];
        artifacts.extend(objects.map(Artifact::from));
        artifacts.extend(alerts::artifacts(cx));
        artifacts.push(runbook(&cx.site).into());
        artifacts
    }
}

fn selector() -> BTreeMap<String, String> {
    let mut labels = labels(RELEASE, RELEASE);
    labels.insert("component".to_owned(), "server".to_owned());
    labels
}

fn metadata(cx: &Context<'_>, name: &str) -> ObjectMeta {
    ObjectMeta {
        name: Some(name.to_owned()),
        namespace: Some(cx.site.namespace.to_string()),
        labels: Some(cx.identity(RELEASE, Name::known(name)).labels()),
        ..ObjectMeta::default()
    }
}

/// What people do that no machine may: make the keys, keep them, and open the store with them.
fn runbook(site: &Site<'_>) -> PlainFile {
    let prefix = match &site.shared.store {
        Store::External { prefix, .. } => prefix.clone(),
        Store::Generated => site.platform.to_string(),
    };
    let members: Vec<String> = (0..site.replicas()).map(|ordinal| format!("{RELEASE}-{ordinal}")).collect();
    let others: Vec<&str> = members.iter().skip(1).map(String::as_str).collect();
    let text = RUNBOOK
        .replace("@prefix@", &prefix)
        .replace("@all@", &members.join(" "))
        .replace("@others@", &others.join(" "))
        .replace("@engine@", ENGINE)
        .replace("@auth@", AUTH)
        .replace("@role@", ROLE)
        .replace("@cluster@", site.cluster_name.as_str());
    PlainFile { path: "runbooks/openbao.md".into(), text: text.into() }
}

/// An object of the servers' namespace.
fn own(cx: &Context<'_>, name: &str, spec: &impl hagen_kube::CustomResource) -> Manifest {
    Manifest::custom(&metadata(cx, name), spec)
}
