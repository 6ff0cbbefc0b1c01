//! Secrets, files and volumes.

use hagen_core::section::{Checker, Section};
use hagen_kube::{MountPath, Quantity, SecretRef, StorageClassName};

use crate::codes;

/// An environment variable from a secret.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(shorthand = SecretRef)]
pub struct SecretUse {
    /// The secret and the key in it.
    #[section(example = "shop-api/key", also = "secret secretKeyRef valueFrom name key")]
    pub from: SecretRef,
    /// Mounts the secret at this path; the variable holds the path then. Unlike a variable, a file is neither
    /// inherited by child processes nor printed with the environment.
    #[section(example = "/run/secrets/api-key", also = "path mount mountPath")]
    pub file: Option<MountPath>,
}

impl From<SecretRef> for SecretUse {
    fn from(from: SecretRef) -> Self {
        Self { from, file: None }
    }
}

/// What a file in the container holds.
#[derive(Debug, Clone, PartialEq, Section)]
pub enum FileSource {
    /// A file beside the blueprint, by its relative path.
    From(String),
    /// This text.
    Text(String),
    /// The key of a secret: `name/key`.
    Secret(SecretRef),
}

/// A volume of an application.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check)]
pub struct Volume {
    /// Where it is mounted.
    #[section(example = "/var/lib/shop", also = "mountPath path target")]
    pub mount: MountPath,
    /// The size of a volume that outlives the replica. Each replica has one of its own, unless it is `shared`.
    #[section(example = "10Gi", also = "storage capacity")]
    pub size: Option<Quantity>,
    /// The size of a volume that is gone with the replica.
    #[section(example = "1Gi", also = "emptyDir tmpfs sizeLimit")]
    pub ephemeral: Option<Quantity>,
    /// Whether all replicas mount the same volume. Its storage class must offer `ReadWriteMany`.
    #[section(default = false, also = "readWriteMany rwx accessMode accessModes")]
    pub shared: bool,
    /// The StorageClass. Absent: the one that `storage` has for what is `shared`, or for what is not, or else that of the
    /// cluster.
    #[section(example = "longhorn", also = "storageClassName class")]
    pub storage_class: Option<StorageClassName>,
}

impl Volume {
    /// Whether each replica has one of its own that outlives it.
    pub fn is_own(&self) -> bool {
        self.ephemeral.is_none() && !self.shared
    }
}

const LEAST_SIZE: u128 = 1 << 20;

fn check(volume: &Volume, checker: &mut Checker<'_, '_>) {
    match (&volume.size, &volume.ephemeral) {
        (None, None) => {
            checker.report(&codes::VOLUME, "mount", "the volume has no size").help =
                Some("`size: 10Gi` outlives the replica, `ephemeral: 1Gi` does not".into());
        }
        (Some(_), Some(_)) => {
            checker.report(&codes::VOLUME, "ephemeral", "`size` and `ephemeral` exclude each other");
        }
        (None, Some(_)) if volume.shared => {
            checker.report(&codes::VOLUME, "shared", "an ephemeral volume cannot be shared").help =
                Some("say `size` instead of `ephemeral`".into());
        }
        (None, Some(_)) if volume.storage_class.is_some() => {
            let message = "an ephemeral volume is on the node's own disk and has no storage class";
            checker.report(&codes::VOLUME, "storageClass", message);
        }
        _ => {}
    }
    if volume.size.as_ref().is_some_and(|size| size.units() > 0 && size.units() < LEAST_SIZE) {
        let message = "no disk holds a file system of less than a mebibyte";
        checker.report(&codes::VOLUME, "size", message).help = Some("for instance `1Gi`".into());
    }
    for (key, size) in [("size", &volume.size), ("ephemeral", &volume.ephemeral)] {
        if size.as_ref().is_some_and(|size| size.milli() == 0) {
            checker.report(&codes::VOLUME, key, format!("`{key}` is nothing"));
        }
    }
}
