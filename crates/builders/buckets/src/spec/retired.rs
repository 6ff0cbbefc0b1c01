//! What people know from earlier years, and what to write today.

use hagen_core::Code;
use hagen_core::section::Retired;

use crate::codes;

const fn gone(word: &'static str, help: &'static str) -> Retired {
    Retired { word, code: RETIRED, help }
}

const RETIRED: &Code = &codes::RETIRED;

pub(super) const ENGINE: &[Retired] = &[
    gone(
        "minio",
        "leave it out for SeaweedFS: MinIO's repository says since February 2026 that it is no longer maintained, and has \
         no images. For one that runs already write `engine: { external: { endpoint: … } }`",
    ),
    gone("bitnami", "leave it out for SeaweedFS: Bitnami's images of MinIO get no fixes any more"),
    gone("s3", "write `engine: { external: { bucket: …, accessKeyId: …, secretAccessKey: … } }`"),
    gone("ceph", "write `engine: { external: { endpoint: … } }` with the address of the RADOS gateway"),
];
