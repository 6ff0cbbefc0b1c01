//! What happens to a line on its way, in the language of Alloy.

use hagen_kube::Name;

use crate::section::Logging;
use crate::tenancy::PLATFORM;

/// Every line learns its environment, and where there are tenants, whose it is.
pub(super) fn destination(section: &Logging, environments: &[(Name, Name)]) -> String {
    let tenant =
        if section.tenants.is_some() { "  stage.tenant {\n    label = \"namespace\"\n  }\n" } else { "" };
    let of_environment = |(environment, namespace): &(Name, Name)| {
        let labels = static_labels(environment.as_str(), "  ");
        format!("stage.match {{\n  selector = \"{{namespace=\\\"{namespace}\\\"}}\"\n{labels}{tenant}}}\n")
    };
    let environments: String = environments.iter().map(of_environment).collect();
    static_labels(PLATFORM, "") + &environments
}

fn static_labels(environment: &str, indent: &str) -> String {
    [
        format!("{indent}stage.static_labels {{\n"),
        format!("{indent}  values = {{ environment = \"{environment}\" }}\n"),
        format!("{indent}}}\n"),
    ]
    .concat()
}

/// `app` is what a pod's labels call it: the instance, else the program, else the container.
pub(super) const APP: &str = "rule {\n  source_labels = [\n    \
    \"__meta_kubernetes_pod_label_app_kubernetes_io_instance\",\n    \
    \"__meta_kubernetes_pod_label_app_kubernetes_io_name\",\n    \
    \"__meta_kubernetes_pod_container_name\",\n  ]\n  separator = \";\"\n  \
    regex = \"^;*([^;]+).*$\"\n  replacement = \"$1\"\n  target_label = \"app\"\n}\n";

/// Labels that tell nothing that others do not.
pub(super) const DROP: &str = "stage.label_drop {\n  values = [\"flags\", \"service_namespace\"]\n}\n";
