//! The findings of linking.

hagen_core::codes! {
    NO_SUCH_CLUSTER = "HG0201" Error "no such cluster";
    NOT_OVERLAID = "HG0202" Error "section that an overlay cannot change";
    NAMESPACE = "HG0203" Error "namespace that cannot be had";
    NO_SUCH_COMPONENT = "HG0204" Error "reference to nothing";
    NOT_USABLE = "HG0205" Error "reference to what cannot be used";
    CYCLE = "HG0206" Error "components that wait for each other";
    TWO_OF_A_NAME = "HG0207" Error "two components of one name";
    PATCH_HITS_NOTHING = "HG0208" Error "patch of nothing";
    BAD_MANIFEST = "HG0209" Error "file that is no Kubernetes manifest";
    UNREADABLE_FILE = "HG0210" Error "file that cannot be read";
    NO_SUCH_CHART = "HG0211" Error "values for a chart that is not there";
    NOTHING_TO_DO = "HG0212" Warning "blueprint without components";
    KUBERNETES_VERSION = "HG0213" Error "Kubernetes version without facts";
    ANOTHER_OBJECT = "HG0215" Error "patch that makes another object";
    NO_SUCH_NAMESPACE = "HG0216" Warning "namespace that nothing here makes";
    NO_DEFINITION = "HG0217" Warning "kind that nothing here installs";
    STRANGER = "HG0218" Warning "component of one overlay that nobody uses";
    CONTRADICTION = "HG0219" Warning "patches that contradict each other";
    NO_BLUEPRINT = "HG0220" Error "file that is no blueprint";
    UNLINKED = "HG0221" Warning "address of what is not used";
    NOT_EDITED = "HG0214" Error "blueprint that hagen cannot change";
}
