//! The `ObjectStore` that the log and the base backups go to.

use hagen_core::context::Context;
use hagen_kube::{Manifest, Quantity};
use k8s_openapi::api::core::v1::EnvVar;

use super::resource::{
    BaseBackup, ObjectStore, S3Credentials, SecretKey, Sidecar, StoreConfiguration, WalArchive,
};
use crate::backup::{self, KeyOf, Store};
use crate::component::Server;
use crate::requests;

pub(super) fn object_store(server: &Server, cx: &Context<'_>) -> Option<Manifest> {
    let backup = server.spec.backup.as_ref()?;
    let store = backup::store(server, cx)?;
    let env = environment(&store);
    let [access_key_id, secret_access_key] = store.keys.map(secret_key);
    let spec = ObjectStore {
        retention_policy: format!("{}d", backup.keep.as_seconds().div_ceil(86_400)),
        configuration: StoreConfiguration {
            destination_path: store.folder,
            endpoint_url: store.endpoint,
            s3_credentials: S3Credentials { access_key_id, secret_access_key },
            wal: WalArchive { compression: "gzip", max_parallel: 4 },
            data: BaseBackup { compression: "gzip", jobs: 2 },
        },
        instance_sidecar_configuration: Sidecar {
            env,
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
fn environment(store: &Store) -> Option<Vec<EnvVar>> {
    let variable = |name: &str, value: &str| EnvVar {
        name: name.into(),
        value: Some(value.into()),
        ..EnvVar::default()
    };
    let mut variables = Vec::new();
    if let Some(region) = &store.region {
        variables.push(variable("AWS_REGION", region));
    }
    if store.endpoint.is_some() {
        variables.push(variable("AWS_REQUEST_CHECKSUM_CALCULATION", "when_required"));
        variables.push(variable("AWS_RESPONSE_CHECKSUM_VALIDATION", "when_required"));
    }
    (!variables.is_empty()).then_some(variables)
}
