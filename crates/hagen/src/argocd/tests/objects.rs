//! What the objects say.

use hagen_check::schema::{Minor, Schemas};
use hagen_core::component::ComponentId;
use hagen_core::target::Granularity;
use hagen_kube::Name;

use super::{documents, list, text};
use crate::example::{Example, built, component, object, platform};

#[test]
fn the_tree_of_a_shop() {
    assert_eq!(
        Example::shop().paths(),
        [
            "argocd/applications/eu-platform-argo-cd.yaml",
            "argocd/applications/eu-platform-cert-manager.yaml",
            "argocd/applications/eu-platform-gateway-api.yaml",
            "argocd/applications/eu-platform-metrics-server.yaml",
            "argocd/applications/eu-production-postgres-main.yaml",
            "argocd/applications/eu-production-web.yaml",
            "argocd/projects/eu-platform.yaml",
            "argocd/projects/eu-production.yaml",
            "argocd/root.yaml",
            "bootstrap/install.sh",
            "eu/platform/argo-cd/namespace.yaml",
            "eu/platform/argo-cd/values.yaml",
            "eu/platform/cert-manager/namespace.yaml",
            "eu/platform/cert-manager/values.yaml",
            "eu/platform/metrics-server/values.yaml",
            "eu/production/postgres-main/cluster.yaml",
            "eu/production/postgres-main/network-policy.yaml",
            "eu/production/web/deployment.yaml",
            "eu/production/web/hpa.yaml",
            "eu/production/web/service-web-metrics.yaml",
            "eu/production/web/service.yaml",
        ]
    );
}

#[test]
fn a_component_is_one_application() {
    assert_eq!(
        Example::shop().text("argocd/applications/eu-production-web.yaml"),
        include_str!("application.yaml")
    );
}

#[test]
fn a_chart_takes_its_values_from_the_repository() {
    let application = &documents(&Example::shop(), "applications/eu-platform-cert-manager")[0];
    let sources = list(application, &["spec", "sources"]);
    assert_eq!(sources.len(), 2);
    assert_eq!(text(&sources[0], &["repoURL"]), "quay.io/jetstack/charts");
    assert_eq!(text(&sources[0], &["chart"]), "cert-manager");
    assert_eq!(text(&sources[0], &["targetRevision"]), hagen_charts::CERT_MANAGER.version);
    assert_eq!(text(&sources[0], &["helm", "releaseName"]), "cert-manager");
    let files = list(&sources[0], &["helm", "valueFiles"]);
    assert_eq!(files[0].as_str(), Some("$values/out/eu/platform/cert-manager/values.yaml"));
    assert_eq!(text(&sources[1], &["ref"]), "values");
    assert_eq!(text(&sources[1], &["path"]), "out/eu/platform/cert-manager");
    assert_eq!(text(&sources[1], &["directory", "exclude"]), "values.yaml");
    let ignored = list(application, &["spec", "ignoreDifferences"]);
    let kinds: Vec<&str> = ignored.iter().map(|difference| text(difference, &["kind"])).collect();
    assert_eq!(kinds, ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]);
}

#[test]
fn a_chart_alone_has_no_folder_to_read() {
    let application = &documents(&Example::shop(), "applications/eu-platform-metrics-server")[0];
    let sources = list(application, &["spec", "sources"]);
    assert_eq!(text(&sources[1], &["ref"]), "values");
    assert!(sources[1].get("path").is_none() && sources[1].get("directory").is_none());
}

#[test]
fn foreign_folders_are_read_where_they_are() {
    let application = &documents(&Example::shop(), "applications/eu-platform-gateway-api")[0];
    assert_eq!(text(application, &["spec", "source", "path"]), "config/crd");
    assert_eq!(text(application, &["spec", "source", "targetRevision"]), hagen_charts::GATEWAY_API.revision);
}

#[test]
fn only_what_holds_no_data_goes_with_its_application() {
    let cascading: Vec<String> = documents(&Example::shop(), "applications/")
        .iter()
        .filter(|application| application.at(&["metadata", "finalizers"]).is_some())
        .map(|application| text(application, &["metadata", "name"]).to_owned())
        .collect();
    assert_eq!(cascading, ["eu-production-web"]);
}

#[test]
fn data_is_deleted_after_confirmation_only() {
    let shop = Example::shop();
    let options = "argocd.argoproj.io/sync-options: Prune=confirm,Delete=confirm";
    assert!(shop.text("eu/production/postgres-main/cluster.yaml").contains(options));
    assert!(shop.text("eu/platform/argo-cd/namespace.yaml").contains(options));
    assert!(!shop.text("eu/production/postgres-main/network-policy.yaml").contains("sync-options"));
}

#[test]
fn custom_resources_wait_for_their_definitions() {
    let skips = |name: &str| {
        let application = &documents(&Example::shop(), &format!("applications/{name}"))[0];
        let options = list(application, &["spec", "syncPolicy", "syncOptions"]);
        options.iter().any(|option| option.as_str() == Some("SkipDryRunOnMissingResource=true"))
    };
    assert!(skips("eu-production-postgres-main"));
    assert!(!skips("eu-production-web"));
}

#[test]
fn a_person_applies_one_file() {
    assert_eq!(Example::shop().text("argocd/root.yaml"), include_str!("root.yaml"));
}

#[test]
fn a_repository_may_be_nothing_but_the_output() {
    let mut shop = Example::shop();
    shop.delivery.git.as_mut().unwrap().path = "./".into();
    let application = &documents(&shop, "applications/eu-production-web")[0];
    assert_eq!(text(application, &["spec", "source", "path"]), "eu/production/web");
}

#[test]
fn an_empty_component_is_not_delivered() {
    let mut shop = Example::shop();
    shop.components.push(built(&component("apps", "nothing", 5), Vec::new()));
    assert_eq!(shop.paths(), Example::shop().paths());
}

#[test]
fn components_that_share_an_application_keep_their_order() {
    let shop = Example::shop().delivered(Granularity::Environment, false);
    let applications = documents(&shop, "applications/eu-production");
    assert_eq!(applications.len(), 1);
    let spec = applications[0].get("spec").unwrap();
    assert_eq!(text(spec, &["source", "path"]), "out/eu/production");
    assert_eq!(text(&applications[0], &["metadata", "annotations", "argocd.argoproj.io/sync-wave"]), "5");
    assert!(applications[0].at(&["metadata", "finalizers"]).is_none(), "there is a database in it");
    assert!(shop.text("eu/production/web/deployment.yaml").contains("argocd.argoproj.io/sync-wave: \"5\""));
    assert!(!shop.text("eu/platform/argo-cd/namespace.yaml").contains("sync-wave"));
}

#[test]
fn an_environment_does_not_come_after_what_uses_it() {
    let mut shop = Example::shop().delivered(Granularity::Environment, false);
    let mut user = platform("dashboards", "dashboards", 4);
    user.uses.push(ComponentId::new("postgres", Name::known("main")));
    shop.components.push(built(&user, vec![object("v1", "ConfigMap", Some("dashboards"), "dashboards")]));
    let applications = documents(&shop, "applications/eu-production");
    assert_eq!(text(&applications[0], &["metadata", "annotations", "argocd.argoproj.io/sync-wave"]), "4");
}

#[test]
fn a_component_with_a_chart_does_not_share() {
    let mut shop = Example::shop().delivered(Granularity::Environment, false);
    let values = hagen_yaml::value!({"replicas": 1});
    let chart = crate::example::release(&hagen_charts::TRAEFIK, "edge", values);
    let own = object("v1", "ConfigMap", Some("shop-production"), "edge");
    shop.components.push(built(&component("apps", "edge", 6), vec![chart, own]));
    let applications = documents(&shop, "applications/eu-production");
    let names: Vec<&str> = applications.iter().map(|object| text(object, &["metadata", "name"])).collect();
    assert_eq!(names, ["eu-production-edge", "eu-production"]);
    assert_eq!(text(&applications[1], &["spec", "source", "directory", "exclude"]), "edge/*");
    assert!(!shop.text("eu/production/edge/configmap.yaml").contains("sync-wave"));
}

#[test]
fn every_object_is_what_argo_cd_takes() {
    let schemas = Schemas::new(Minor::NEWEST);
    for (granularity, sets) in [
        (Granularity::Component, false),
        (Granularity::Component, true),
        (Granularity::Environment, false),
        (Granularity::Environment, true),
    ] {
        let documents = documents(&Example::shop().delivered(granularity, sets), "");
        assert!(documents.len() > 6);
        for document in documents {
            let findings = schemas.check(&document);
            assert!(findings.is_empty(), "{document:#?}\n{findings:?}");
        }
    }
}
