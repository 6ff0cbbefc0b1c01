//! The wiring of Nextcloud's chart.
//!
//! <https://github.com/nextcloud/helm/tree/main/charts/nextcloud>

mod values;

use std::collections::BTreeMap;

use hagen_charts::NEXTCLOUD;
use hagen_core::artifact::Chart;
use hagen_core::component::Port;
use hagen_core::context::Context;
use hagen_core::secret::Secret;
use hagen_kube::Name;
use hagen_observe::{Alert, Runbook, Selector, Severity, minutes};
use hagen_yaml::Value;

use crate::component::Release;
use crate::wiring::Wiring;

/// Nextcloud.
pub(crate) struct Nextcloud;

/// The name of the Secret with the administrator.
fn admin(name: &Name) -> Name {
    name.join("admin")
}

impl Wiring for Nextcloud {
    fn chart(&self) -> &'static Chart {
        &NEXTCLOUD
    }

    fn needs(&self) -> &'static [&'static str] {
        // Without a common cache, each replica has locks and sessions of its own.
        &["postgres", "caches"]
    }

    fn takes(&self) -> &'static [&'static str] {
        &["buckets"]
    }

    fn volumes(&self) -> &'static [&'static str] {
        &["data"]
    }

    fn serving_pods(&self, name: &Name) -> BTreeMap<String, String> {
        let mut labels = self.pods(name);
        labels.insert("app.kubernetes.io/component".into(), "app".into());
        labels
    }

    fn pods(&self, name: &Name) -> BTreeMap<String, String> {
        hagen_core::chart::labels("nextcloud", name.as_str())
    }

    fn ports(&self) -> (u16, Port) {
        (8080, Port::tcp(80))
    }

    fn secrets(&self, name: &Name) -> Vec<Secret> {
        vec![Secret::basic_auth(admin(name), admin(name), "admin")]
    }

    fn values(&self, release: &Release, cx: &Context<'_>) -> Value {
        values::values(release, cx)
    }

    fn alerts(&self, release: &Release, cx: &Context<'_>) -> Vec<Alert> {
        vec![away(release, cx), no_background_work(release, cx)]
    }
}

fn away(release: &Release, cx: &Context<'_>) -> Alert {
    let of = Selector::namespace(cx.site.namespace.as_str()).is("deployment", release.name().as_str());
    Alert {
        name: "NextcloudAway",
        severity: Severity::Critical,
        expr: format!("{} == 0", of.of("kube_deployment_status_replicas_available")),
        hold: minutes(3),
        summary: format!("{} serves nobody", release.name()),
        description: format!("No replica of {} in {} is ready.", release.name(), cx.site.namespace),
        runbook: Runbook {
            meaning: "Users see an error page. Files are safe: they are in the bucket or on the volume.",
            look: "`kubectl logs DEPLOYMENT` names what is missing: the database, the cache, or the volume. A line \
                   `Another process is initializing Nextcloud` means that one replica upgrades while the others wait.",
            mend: "Mend the database or cache first, they have alerts of their own. When an upgrade broke off, run `occ \
                   upgrade` in one pod, then `occ maintenance:mode --off`.",
        },
        ..Alert::default()
    }
}

fn no_background_work(release: &Release, cx: &Context<'_>) -> Alert {
    let name = release.name().join("cron");
    let of = Selector::namespace(cx.site.namespace.as_str()).is("cronjob", name.as_str());
    Alert {
        name: "NextcloudBackgroundWorkStopped",
        expr: format!("time() - {} > 3600", of.of("kube_cronjob_status_last_successful_time")),
        hold: minutes(15),
        summary: format!("{name} has not succeeded for an hour"),
        description: format!("{name} in {} runs every five minutes.", cx.site.namespace),
        runbook: Runbook {
            meaning: "Shares, notifications, previews and the emptying of bins wait. Nobody loses anything.",
            look: "`kubectl get jobs -l app.kubernetes.io/component=cronjob`, and the log of the last one.",
            mend: "A job that never ends keeps the next from starting: delete it. A job that fails names the application \
                   at fault; `occ app:disable` takes it out.",
        },
        ..Alert::default()
    }
}
