//! Custom resources that more than one builder makes: only the fields that hagen sets.

pub mod argocd;
pub mod cert_manager;
pub mod cloudnative_pg;
pub mod external_secrets;
pub mod gateway;
pub mod istio;
pub mod monitoring;
pub mod rollouts;
pub mod traefik;
