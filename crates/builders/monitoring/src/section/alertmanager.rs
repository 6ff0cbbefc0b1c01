//! Whom alerts reach.

use hagen_core::section::{Distinct, Map, Section, Within};
use hagen_kube::{Cidr, Duration, Name, Quantity, SecretRef, StorageClassName};

use super::{Receiver, check};

/// Alertmanager.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check::alertmanager)]
pub struct Alertmanager {
    /// How many, each on a node of its own. They tell each other what they have sent. Absent: three, or as many as there
    /// are nodes.
    pub replicas: Option<Within<1, 9>>,
    /// The size of each replica's volume: silences, and what was sent already.
    #[section(default = Quantity::known("2Gi"))]
    pub storage: Quantity,
    /// The StorageClass of the volumes. Replicas tell each other all that is on them. Absent: the
    /// one that `storage` has for what replicates itself (for a single replica, that for all the rest), or else that of the
    /// cluster.
    pub storage_class: Option<StorageClassName>,
    /// Who is told what, by a name of your own. Every receiver that an alert fits gets it.
    #[section(example = "{ oncall: { telegram: { chat: -100123, token: telegram/bot-token } } }")]
    pub receivers: Map<Name, Receiver>,
    /// The address, a secret, of something outside of the cluster that is called once a minute while everything works,
    /// and raises the alarm itself once it is not: a monitoring that is down is silent.
    #[section(example = "healthchecks/url")]
    pub watchdog: Option<SecretRef>,
    /// How long until an alert that goes on firing is told again.
    #[section(default = Duration::seconds(12 * 60 * 60))]
    pub repeat: Duration,
    /// Private networks that receivers are in: a mail server, a chat of your own. Absent: they are on the internet.
    pub networks: Distinct<Cidr>,
}
