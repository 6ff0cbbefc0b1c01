//! The `ObjectStore` that the log and the base backups go to.

use hagen_core::bucket::S3;
use hagen_core::context::Context;
use hagen_kube::{Manifest, Quantity};
use k8s_openapi::api::core::v1::EnvVar;

use super::resource::{
    BaseBackup, ObjectStore, S3Credentials, SecretKey, Sidecar, StoreConfiguration, WalArchive,
};
use crate::backup::{self, KeyOf};
use crate::component::Server;
use crate::requests;

pub(super) fn object_store(server: &Server, cx: &Context<'_>) -> Option<Manifest> {
    let backup = server.spec.backup.as_ref()?;
    let s3 = backup::s3(server)?;
    let [access_key_id, secret_access_key] = backup::keys(server, s3).map(secret_key);
    let spec = ObjectStore {
        retention_policy: format!("{}d", backup.keep.as_seconds().div_ceil(86_400)),
        configuration: StoreConfiguration {
            destination_path: backup::folder(s3, &cx.site),
            endpoint_url: s3.endpoint.clone(),
            s3_credentials: S3Credentials { access_key_id, secret_access_key },
            wal: WalArchive { compression: "gzip", max_parallel: 4 },
            data: BaseBackup { compression: "gzip", jobs: 2 },
        },
        instance_sidecar_configuration: Sidecar {
            env: environment(s3),
            resources: requests(&Quantity::millicores(250), &Quantity::bytes(512 << 20)),
        },
    };
    Some(Manifest::custom(&server.metadata(cx, &server.object_name()), &spec))
}

fn secret_key(of: KeyOf) -> SecretKey {
    SecretKey { name: of.secret, key: of.key }
}

/// The region, and for services other than Amazon's the checksums that they understand: since 2025 the client sends
/// new ones unless told otherwise.
fn environment(s3: &S3) -> Option<Vec<EnvVar>> {
    let variable = |name: &str, value: &str| EnvVar {
        name: name.into(),
        value: Some(value.into()),
        ..EnvVar::default()
    };
    let mut variables = Vec::new();
    if let Some(region) = &s3.region {
        variables.push(variable("AWS_REGION", region));
    }
    if s3.endpoint.is_some() {
        variables.push(variable("AWS_REQUEST_CHECKSUM_CALCULATION", "when_required"));
        variables.push(variable("AWS_RESPONSE_CHECKSUM_VALIDATION", "when_required"));
    }
    (!variables.is_empty()).then_some(variables)
}
