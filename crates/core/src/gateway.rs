//! How exposed hosts are spread over Gateways: the routes and the Gateways have to agree on it.

use std::collections::{BTreeMap, BTreeSet};

use hagen_kube::{Host, Name};

use crate::component::{ComponentId, ExposedHost, Tls};
use crate::context::{Context, Entry, EntryApi, Offers, Placed};
use crate::secret::Secret;

/// How many hosts one Gateway serves: the API allows 64 listeners, and one is for plain HTTP.
pub const HOSTS_PER_GATEWAY: usize = 60;

/// The name of the listener for plain HTTP on every Gateway.
pub const HTTP_LISTENER: &str = "http";

/// The times at which Traefik's histograms have the end of a bucket, in milliseconds: how soon requests are answered
/// can be told for these and no others.
pub const TRAEFIK_BUCKETS: [u64; 11] = [10, 25, 50, 100, 200, 300, 500, 1000, 2000, 5000, 10_000];

/// The name of the listener that serves a host.
pub fn listener(host: &Host) -> Name {
    host_name("https", host)
}

/// The name under which the mesh's own Gateway serves a host without TLS.
pub fn plain_listener(host: &Host) -> Name {
    host_name(HTTP_LISTENER, host)
}

/// The Gateways of an environment, or of the platform, with the hosts that each serves, in the order of the hosts. The
/// first is named like the environment.
pub fn gateways<'a>(offers: &'a Offers, environment: Option<&Name>) -> Vec<(Name, Vec<&'a Host>)> {
    let first = scope(environment);
    let mine = offers.hosts.iter().filter(|host| host.environment.as_ref() == environment);
    let mut hosts: Vec<&Host> = mine.map(|host| &host.what.host).collect();
    hosts.sort_unstable();
    hosts.dedup();
    let named = |(at, hosts): (usize, &[&'a Host])| {
        let name = if at == 0 { first.clone() } else { first.join(&(at + 1).to_string()) };
        (name, hosts.to_vec())
    };
    hosts.chunks(HOSTS_PER_GATEWAY).enumerate().map(named).collect()
}

/// The Gateway of an environment for the hosts that the mesh's own kinds route.
pub fn mesh_gateway(environment: Option<&Name>) -> Name {
    scope(environment).join("mesh")
}

/// The name of the Secret with the certificate of a host, in the namespace of the Gateways. What people supply is called
/// by its scope too, since every environment names its own.
pub fn certificate_secret(environment: Option<&Name>, host: &ExposedHost) -> Name {
    match &host.tls {
        Tls::Secret(name) => scope(environment).join(name.as_str()),
        Tls::Issuer(_) => host.tls.secret_name(&host.host),
    }
}

/// The certificates that people supply, as the Gateways read them: each once, in the namespace of the Gateways.
pub fn supplied_certificates(entry: Option<&Entry>, offers: &Offers) -> Vec<Placed<Secret>> {
    let Some(Entry { api: EntryApi::Gateway { namespace }, .. }) = entry else { return Vec::new() };
    let mut found = BTreeMap::new();
    for exposed in &offers.hosts {
        let Tls::Secret(source) = &exposed.what.tls else { continue };
        let name = certificate_secret(exposed.environment.as_ref(), &exposed.what);
        let what = Secret::certificate(name.clone(), source.clone());
        let (environment, component) = (exposed.environment.clone(), ComponentId::platform("gateways"));
        found.insert(name, Placed { environment, namespace: namespace.clone(), component, what });
    }
    found.into_values().collect()
}

fn scope(environment: Option<&Name>) -> Name {
    environment.cloned().unwrap_or_else(|| Name::known("platform"))
}

impl Offers {
    /// Settles which Gateway serves which host, once for everybody who asks.
    pub fn assign_gateways(&mut self) {
        let environments: BTreeSet<_> = self.hosts.iter().map(|host| host.environment.clone()).collect();
        let mut found = BTreeMap::new();
        for environment in environments {
            for (gateway, hosts) in gateways(self, environment.as_ref()) {
                found.extend(
                    hosts.into_iter().map(|host| ((environment.clone(), host.clone()), gateway.clone())),
                );
            }
        }
        self.gateways = found;
    }
}

impl Context<'_> {
    /// The Gateway that serves an exposed host of this component's environment.
    pub fn gateway(&self, host: &Host) -> Name {
        let key = (self.site.environment.cloned(), host.clone());
        self.offers.gateways.get(&key).cloned().unwrap_or_else(|| scope(self.site.environment))
    }
}

/// A name made of a host. A dot becomes one dash and a dash two, so that two hosts never share a name; a star becomes
/// `wildcard`.
pub(crate) fn host_name(prefix: &str, host: &Host) -> Name {
    let dashed = host.as_str().replace('-', "--").replace('.', "-").replace('*', "wildcard");
    Name::known(prefix).join(&dashed)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::Path;

    fn host(text: &str) -> Host {
        Host::known(text)
    }

    #[test]
    fn two_hosts_never_share_a_listener() {
        let hosts =
            ["a-b.example.com", "a.b-example.com", "a.b.example.com", "*.b.example.com", "a--b.example.com"];
        let names: BTreeSet<_> = hosts.iter().map(|text| listener(&host(text))).collect();
        assert_eq!(names.len(), hosts.len());
        assert_eq!(listener(&host("shop.example.com")), Name::known("https-shop-example-com"));
        assert_eq!(listener(&host("*.example.com")), Name::known("https-wildcard-example-com"));
    }

    #[test]
    fn many_hosts_need_several_gateways() {
        let production = Name::known("production");
        let exposed = |at: usize| Placed {
            environment: Some(production.clone()),
            namespace: Name::known("shop-production"),
            component: ComponentId::new("apps", Name::known("shop")),
            what: ExposedHost {
                host: host(&format!("shop{at:03}.example.com")),
                below: hagen_kube::HttpPath::known("/"),
                tls: Tls::Issuer(Name::known("letsencrypt")),
                namespace: Name::known("shop-production"),
                path: Path::ROOT,
            },
        };
        let mut offers = Offers { hosts: (0..61).map(exposed).collect(), ..Offers::default() };
        offers.hosts.push(exposed(7));
        let gateways = gateways(&offers, Some(&production));
        let sizes: Vec<_> = gateways.iter().map(|(name, hosts)| (name.as_str(), hosts.len())).collect();
        assert_eq!(sizes, [("production", 60), ("production-2", 1)]);
        assert!(super::gateways(&offers, None).is_empty());
    }
}
