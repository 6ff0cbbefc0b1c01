//! What the instances tell of the statements that take most of their time.
//!
//! <https://cloudnative-pg.io/documentation/current/monitoring/#user-defined-metrics>

use std::collections::BTreeMap;

use hagen_core::context::{Context, Site};
use hagen_kube::custom::cloudnative_pg::{ConfigMapKey, Monitoring};
use hagen_kube::{Manifest, Name};
use k8s_openapi::api::core::v1::ConfigMap;

use crate::component::Server;

/// The key of the `ConfigMap`.
const KEY: &str = "queries.yaml";

/// One series for each statement, and none of their sums: a sum goes down when the server forgets a statement, which
/// looks like a restart. Texts stay in the server: those of commands hold what was written, passwords too.
const QUERIES: &str = "\
pg_stat_statements:
  predicate_query: |
    SELECT true FROM pg_catalog.pg_extension WHERE extname = 'pg_stat_statements'
  query: |
    SELECT d.datname,
           pg_catalog.pg_get_userbyid(s.userid) AS usename,
           s.queryid::text AS queryid,
           sum(s.calls) AS calls,
           sum(s.total_exec_time) / 1000 AS seconds,
           sum(s.rows) AS rows
      FROM pg_stat_statements s
      JOIN pg_catalog.pg_database d ON d.oid = s.dbid
     WHERE s.queryid IS NOT NULL
     GROUP BY 1, 2, 3
     ORDER BY seconds DESC
     LIMIT 50
  metrics:
  - datname: { usage: LABEL, description: The database }
  - usename: { usage: LABEL, description: Who asks }
  - queryid: { usage: LABEL, description: The statement }
  - calls: { usage: COUNTER, description: How often it was executed }
  - seconds: { usage: COUNTER, description: How long that took in all }
  - rows: { usage: COUNTER, description: How many rows it returned or changed }
";

fn name(server: &Server) -> Name {
    server.object_name().join("queries")
}

/// Where the instances find the queries, when somebody asks for the answers.
pub(super) fn monitoring(server: &Server, site: &Site<'_>) -> Option<Monitoring> {
    site.shared.prometheus.as_ref()?;
    Some(Monitoring { custom_queries_config_map: vec![ConfigMapKey { name: name(server), key: KEY }] })
}

/// The queries. By its label, the instances take up a change of them without a restart.
pub(super) fn config_map(server: &Server, cx: &Context<'_>) -> Manifest {
    let mut metadata = server.metadata(cx, &name(server));
    metadata.labels.get_or_insert_default().insert("cnpg.io/reload".into(), String::new());
    let data = Some(BTreeMap::from([(KEY.into(), QUERIES.into())]));
    Manifest::new(&ConfigMap { metadata, data, ..ConfigMap::default() })
}
