//! A database server as a component.

use hagen_core::Diagnostic;
use hagen_core::Path;
use hagen_core::artifact::Artifact;
use hagen_core::component::{
    Component, ComponentId, Connection, Consumer, Link, Need, Offer, Variable, VariableValue,
};
use hagen_core::context::{Context, Site, VolumePurpose};
use hagen_core::section::Within;
use hagen_core::target::Cores;
use hagen_kube::{EnvName, Name, Quantity, StorageClassName};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::parameters;
use crate::spec::{Durability, Engine, Postgres, Resources};
use crate::tenant::Tenant;
use crate::{cloudnative_pg, external, review, zalando};

/// The port of PostgreSQL, and of PgBouncer in front of it.
pub(crate) const PORT: u16 = 5432;

/// A database server of the section `postgres`.
#[derive(Debug, Clone)]
pub struct Server {
    name: Name,
    pub(crate) spec: Postgres,
}

impl Server {
    /// The server `name`.
    pub fn new(name: Name, spec: Postgres) -> Self {
        Self { name, spec }
    }

    /// The name of its objects.
    pub(crate) fn object_name(&self) -> Name {
        Name::known("postgres").join(self.name.as_str())
    }

    pub(crate) fn instances(&self, site: &Site<'_>) -> i32 {
        self.spec.instances.map_or_else(|| site.replicas(), Within::i32)
    }

    /// What a commit waits for. `None` without standbys.
    pub(crate) fn durability(&self, site: &Site<'_>) -> Option<Durability> {
        let default = match self.instances(site) {
            1 => return None,
            2 => Durability::Preferred,
            _ => Durability::Required,
        };
        Some(self.spec.durability.unwrap_or(default))
    }

    pub(crate) fn resources(&self, site: &Site<'_>) -> Resources {
        let (cpu, memory) = if site.is_dev() { (250, 512 << 20) } else { (1000, 2 << 30) };
        self.spec.resources.clone().unwrap_or_else(|| Resources {
            cpu: Cores(Quantity::millicores(cpu)),
            memory: Quantity::bytes(memory),
        })
    }

    pub(crate) fn storage(&self) -> Quantity {
        self.spec.storage.clone().unwrap_or_else(|| Quantity::known("10Gi"))
    }

    /// The volume of the log, when it has one of its own.
    pub(crate) fn wal_storage(&self, site: &Site<'_>) -> Option<Quantity> {
        let quarter = || {
            let gibibytes = u64::try_from((self.storage().units() / 4).div_ceil(1 << 30)).unwrap_or(64);
            Quantity::bytes(gibibytes.clamp(2, 64) << 30)
        };
        self.spec.wal_storage.clone().or_else(|| (!site.is_dev()).then(quarter))
    }

    pub(crate) fn storage_class(&self, site: &Site<'_>) -> Option<StorageClassName> {
        self.spec.storage_class.clone().or_else(|| site.storage_class(VolumePurpose::Database).cloned())
    }

    pub(crate) fn max_connections(&self, site: &Site<'_>) -> i64 {
        let default = || parameters::default_connections(&self.resources(site).memory);
        self.spec.max_connections.map_or_else(default, Within::get)
    }

    pub(crate) fn pooler_instances(&self, site: &Site<'_>) -> Option<i32> {
        let pooler = self.spec.pooler.as_ref()?;
        Some(pooler.instances.map_or_else(|| site.replicas(), Within::i32))
    }

    pub(crate) fn metadata(&self, cx: &Context<'_>, name: &Name) -> ObjectMeta {
        ObjectMeta {
            name: Some(name.to_string()),
            namespace: Some(cx.site.namespace.to_string()),
            labels: Some(cx.identity("postgresql", self.object_name()).labels()),
            ..ObjectMeta::default()
        }
    }
}

impl Component for Server {
    fn id(&self) -> ComponentId {
        ComponentId::new("postgres", self.name.clone())
    }

    fn path(&self) -> Path {
        Path::of(["postgres", self.name.as_str()])
    }

    fn links(&self) -> Vec<Link> {
        match self.spec.engine {
            Engine::External(_) => Vec::new(),
            _ => crate::backup::link(self).into_iter().collect(),
        }
    }

    fn offer(&self, site: &Site<'_>) -> Offer {
        let mut needs = Vec::new();
        match self.spec.engine {
            Engine::CloudnativePg => {
                needs.extend([Need::ExternalSecrets, Need::CloudNativePg]);
                needs.extend(self.spec.backup.is_some().then_some(Need::BarmanCloud));
            }
            Engine::Zalando => {
                needs.extend(self.spec.backup.is_some().then_some(Need::ExternalSecrets));
                needs.push(Need::PostgresOperator);
            }
            Engine::External(_) => needs.push(Need::ExternalSecrets),
        }
        let pods = match self.spec.engine {
            Engine::CloudnativePg => vec![cloudnative_pg::pods(self, site)],
            Engine::Zalando => vec![zalando::pods(self, site)],
            Engine::External(_) => Vec::new(),
        };
        let secrets = crate::backup::secrets(self);
        Offer { needs, pods, secrets, ..Offer::default() }
    }

    fn connect(&self, consumer: &Consumer<'_>, site: &Site<'_>) -> Option<Connection> {
        let tenant = Tenant::of(&self.spec, consumer.id);
        Some(match &self.spec.engine {
            Engine::CloudnativePg => cloudnative_pg::connect(self, &tenant, site),
            Engine::Zalando => zalando::connect(self, &tenant, site),
            Engine::External(external) => external::connect(self, external, &tenant, site),
        })
    }

    fn review(&self, cx: &Context<'_>) -> Vec<Diagnostic> {
        review::review(self, cx)
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        match &self.spec.engine {
            Engine::CloudnativePg => cloudnative_pg::build(self, cx),
            Engine::Zalando => zalando::build(self, cx),
            Engine::External(external) => external::build(self, external, cx),
        }
    }
}

/// The variables of libpq, which every client library of PostgreSQL knows.
///
/// `sslmode` decides between encryption (`require`) and encryption with a verified server. Verifying takes the
/// authority's certificate as a file in the consumer, which variables cannot bring.
pub(crate) fn variables(
    host: &str,
    port: u16,
    tenant: &Tenant,
    secret: &Name,
    sslmode: &str,
) -> Vec<Variable> {
    let text = |name: &str, value: &str| Variable {
        name: EnvName::known(name),
        value: VariableValue::Text(value.to_owned()),
    };
    let key = hagen_kube::FileName::known("password");
    vec![
        text("PGHOST", host),
        text("PGPORT", &port.to_string()),
        text("PGDATABASE", &tenant.database),
        text("PGUSER", &tenant.role),
        Variable {
            name: EnvName::known("PGPASSWORD"),
            value: VariableValue::Secret { name: secret.clone(), key },
        },
        text("PGSSLMODE", sslmode),
    ]
}
