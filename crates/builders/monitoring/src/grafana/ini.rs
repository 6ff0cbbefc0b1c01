//! `grafana.ini`. Secrets stand in it as references to the environment, which the chart insists on.

use hagen_core::component::{Connection, VariableValue};
use hagen_core::context::Context;
use hagen_yaml::{Map, Value, value};

use super::GrafanaPart;
use crate::pods::{GOSSIP, GRAFANA};
use crate::section::OAuth;

/// How many connections each replica holds: three replicas fit the share of a small server.
const CONNECTIONS: i32 = 10;

pub(super) fn ini(part: &GrafanaPart, cx: &Context<'_>) -> Value {
    let is_exposed = part.said().expose.is_some();
    let mut ini = value!({
        "analytics": { "reporting_enabled": false, "check_for_updates": false, "check_for_plugin_updates": false },
        "log": { "mode": "console" },
        "log.console": { "format": "json" },
        "security": {
            "cookie_secure": is_exposed,
            "cookie_samesite": "lax",
            "disable_gravatar": true,
            "strict_transport_security": is_exposed,
        },
        "snapshots": { "external_enabled": false },
        "users": { "allow_sign_up": false, "viewers_can_edit": false },
        // Nothing leads to grafana.com, where they would come from.
        "plugins": { "preinstall_disabled": true, "plugin_admin_enabled": false },
    });
    if let Some(expose) = &part.said().expose {
        ini.merge(value!({
            "server": { "root_url": (format!("https://{}", expose.host)), "domain": (expose.host.to_string()) },
        }));
    }
    if let Some(edge) = cx.uses.first() {
        ini.merge(value!({ "database": (database(&edge.connection)) }));
    }
    if part.replicas(&cx.site) > 1 {
        ini.merge(value!({ "unified_alerting": (peers(cx)) }));
    }
    if let Some(oauth) = &part.said().oauth {
        ini.merge(value!({ "auth.generic_oauth": (generic_oauth(oauth)) }));
    }
    ini
}

fn database(connection: &Connection) -> Value {
    let text = |name: &str| {
        let variable = connection.variables.iter().find(|variable| variable.name.as_str() == name)?;
        if let VariableValue::Text(text) = &variable.value { Some(text.clone()) } else { None }
    };
    let host = format!("{}:{}", text("PGHOST").unwrap_or_default(), text("PGPORT").unwrap_or_default());
    value!({
        "type": "postgres",
        "host": host,
        "name": (text("PGDATABASE").unwrap_or_default()),
        "user": (text("PGUSER").unwrap_or_default()),
        "password": "$__env{GF_DATABASE_PASSWORD}",
        "ssl_mode": (text("PGSSLMODE").unwrap_or_else(|| "require".into())),
        "max_open_conn": CONNECTIONS,
        "max_idle_conn": 2,
        // A failover leaves connections to where the primary was.
        "conn_max_lifetime": 300,
    })
}

/// Every replica evaluates its alerts; together they tell them once.
fn peers(cx: &Context<'_>) -> Value {
    let port = GOSSIP[0].number;
    let headless = cx.site.service_host(&format!("{GRAFANA}-headless"));
    value!({
        "enabled": true,
        "ha_listen_address": (format!("${{POD_IP}}:{port}")),
        "ha_advertise_address": (format!("${{POD_IP}}:{port}")),
        "ha_peers": (format!("{headless}:{port}")),
        "ha_peer_timeout": "15s",
        "ha_reconnect_timeout": "2m",
    })
}

fn generic_oauth(oauth: &OAuth) -> Value {
    let mut map = Map::new();
    let mut set = |key: &'static str, value: Value| map.push(key, value);
    set("enabled", true.into());
    set("name", oauth.name.clone().into());
    set("auth_url", oauth.auth_url.to_string().into());
    set("token_url", oauth.token_url.to_string().into());
    set("api_url", oauth.api_url.to_string().into());
    set("client_id", oauth.client_id.clone().into());
    set("client_secret", "$__env{GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET}".into());
    set("scopes", oauth.scopes.iter().map(hagen_kube::Line::as_str).collect::<Vec<_>>().join(" ").into());
    set("use_pkce", true.into());
    set("use_refresh_token", true.into());
    set("allow_sign_up", true.into());
    if let Some(role) = &oauth.role {
        set("role_attribute_path", role.clone().into());
        set("role_attribute_strict", true.into());
    }
    Value::Map(map)
}
