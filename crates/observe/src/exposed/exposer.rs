//! What exposes metrics, and how much of it is known.

use strsim::damerau_levenshtein;

/// What exposes metrics whose names begin alike.
#[derive(Debug, Clone, Copy)]
pub struct Exposer {
    /// Its name, as it stands in a sentence.
    pub name: &'static str,
    /// What of a platform brings it.
    pub source: Source,
    pub(super) prefixes: &'static [&'static str],
    /// Names that begin so are other people's.
    pub(super) except: &'static [&'static str],
    pub(super) list: List,
}

/// What of a platform brings something that exposes metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each is the product that it names")]
pub enum Source {
    /// Whatever brings the Prometheus itself.
    Always,
    ArgoRollouts,
    Caches,
    CertManager,
    CloudNativePg,
    Collector,
    Etcd,
    ExternalSecrets,
    Haproxy,
    Kafka,
    Logging,
    Longhorn,
    Mesh,
    OpenBao,
    Patroni,
    Postgres,
    Probes,
    /// kube-proxy.
    Proxy,
    /// kube-scheduler.
    Scheduler,
    SeaweedFs,
    Strimzi,
    Tempo,
    Traefik,
}

/// How much of the names of an exposer is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    /// All, and nobody else's begin so.
    Whole,
    /// All of its own; users of it may add some.
    Open,
    /// Some.
    Part,
    /// All; those of applications may begin so.
    Shared,
}

/// A name that is no longer may well be an application's own.
const LONG: usize = 20;

impl Exposer {
    /// Whether a metric is its own, as far as the name tells.
    pub(super) fn claims(&self, metric: &str) -> bool {
        let begins = |prefixes: &[&str]| prefixes.iter().any(|prefix| metric.starts_with(prefix));
        begins(self.prefixes) && !begins(self.except)
    }

    /// Whether a metric that it has not is somebody else's, unless it is spelled nearly as one of its.
    pub(super) fn is_certain(&self) -> bool {
        self.list == List::Whole
    }

    /// Whether the names of applications may begin like its.
    pub(super) fn is_shared(&self) -> bool {
        self.list == List::Shared
    }

    /// Whether a name is so long that it is hardly an application's own, where theirs may begin so.
    pub(super) fn is_telling(&self, metric: &str) -> bool {
        self.list != List::Shared || metric.len() > LONG
    }

    /// Whether `metric` is a slip in writing `known`.
    pub(super) fn is_slip(&self, metric: &str, known: &str, is_word: impl Fn(&str) -> bool) -> bool {
        let letters = |name: &str| name.replace(|c: char| c.is_ascii_digit(), "");
        if damerau_levenshtein(metric, known) > 2 || letters(metric) == letters(known) {
            return false;
        }
        // Of what is known in part, `…_min` may be there where only `…_max` is known.
        let differing = metric.split('_').zip(known.split('_')).filter(|(one, other)| one != other);
        self.list != List::Part || differing.map(|(word, _)| word).all(|word| !is_word(word))
    }
}
