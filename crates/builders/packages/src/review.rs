//! What only the site and the links together can tell of a packaged application.

use hagen_core::component::Component as _;
use hagen_core::context::{Context, VolumePurpose};
use hagen_core::{Code, Diagnostic, Path, Place, Severity};
use hagen_kube::Name;

use crate::codes;
use crate::component::Release;
use crate::objects::{Sticks, sticks};

pub(crate) fn review(release: &Release, cx: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = missing(release);
    found.extend(unknown(release));
    found.extend(too_long(release.name(), release.path()));
    let single =
        [volume(release, cx), class(release, cx), exposed(release), issuer(release, cx), sticky(release, cx)];
    found.extend(single.into_iter().flatten());
    found.extend(one_replica(release, cx));
    found
}

/// The longest name that Helm gives a release.
const LONGEST_NAME: usize = 53;

pub(crate) fn too_long(name: &Name, path: Path) -> Option<Diagnostic> {
    let length = name.as_str().len();
    (length > LONGEST_NAME).then(|| {
        let message =
            format!("the name has {length} characters, and that of a release of Helm {LONGEST_NAME} at most");
        Diagnostic::new(&codes::NAME, Place::key(path), message).help("give it a shorter one")
    })
}

fn whole(release: &Release, code: &'static Code, message: String) -> Diagnostic {
    Diagnostic::new(code, Place::key(release.path()), message)
}

fn missing(release: &Release) -> Vec<Diagnostic> {
    let (needs, chart) = (release.wiring().needs(), release.wiring().chart().name);
    let lacks = |section: &&&str| !release.package.uses.iter().any(|used| used.section == **section);
    needs
        .iter()
        .filter(lacks)
        .map(|section| {
            let message = format!("`{chart}` uses nothing of `{section}`, and cannot do without");
            whole(release, &codes::MISSING_LINK, message)
                .help(format!("declare one under `{section}` and write `uses: [{section}/…]`"))
        })
        .collect()
}

/// What the chart has no use for, and a second of what it uses one of.
fn unknown(release: &Release) -> Vec<Diagnostic> {
    let (needs, takes) = (release.wiring().needs(), release.wiring().takes());
    let uses = &release.package.uses;
    let path = release.path().key("uses");
    let finding = |(at, used): (usize, &hagen_kube::Reference)| {
        let section = used.section.as_str();
        let known = needs.iter().chain(takes).any(|known| *known == section);
        let second = uses[..at].iter().any(|other| other.section == used.section);
        let message = match (known, second) {
            (false, _) => format!("`{}` has no use for `{used}`", release.wiring().chart().name),
            (true, true) => format!("`{used}` is a second one of `{section}`"),
            (true, false) => return None,
        };
        let all: Vec<_> = needs.iter().chain(takes).map(|section| format!("`{section}`")).collect();
        let diagnostic = Diagnostic::new(&codes::UNKNOWN_LINK, Place::value(path.index(at)), message);
        Some(diagnostic.help(format!("it uses one each of {}", all.join(", "))))
    };
    uses.iter().enumerate().filter_map(finding).collect()
}

fn volume(release: &Release, cx: &Context<'_>) -> Option<Diagnostic> {
    let common = release.wiring().volumes().first()?;
    let there = release.package.volumes.keys().any(|name| name.as_str() == *common);
    (!there).then(|| {
        let replicas = release.replicas(&cx.site);
        let message = format!(
            "{replicas} replicas have no volume `{common}`: each would be an installation of its own"
        );
        whole(release, &codes::VOLUME, message)
            .help(format!("write `volumes: {{ {common}: {{ size: …, shared: true }} }}`"))
    })
}

fn class(release: &Release, cx: &Context<'_>) -> Option<Diagnostic> {
    let (name, _) = release.package.volumes.iter().find(|(_, volume)| {
        volume.shared
            && volume.storage_class.is_none()
            && cx.site.storage_class(VolumePurpose::Shared).is_none()
    })?;
    let message = format!("the volume `{name}` needs a storage class with `ReadWriteMany`");
    let place = Place::key(release.path().key("volumes").key(name.as_str()));
    let help = "write `storage: { longhorn: {} }`, or name a class that is there: `storage: { classes: { shared: … } }`";
    Some(Diagnostic::new(&codes::SHARED_CLASS, place, message).help(help))
}

fn exposed(release: &Release) -> Option<Diagnostic> {
    release.package.expose.is_none().then(|| {
        let message = format!("`{}` has to know its name", release.wiring().chart().name);
        whole(release, &codes::NOT_EXPOSED, message).help("write `expose: { host: … }`")
    })
}

fn issuer(release: &Release, cx: &Context<'_>) -> Option<Diagnostic> {
    let expose = release.package.expose.as_ref()?;
    let why = release.tls(&cx.site)?.err()?;
    let (message, help) = why.explain(&expose.host, &cx.site.shared.issuers);
    let key = if why.is_unknown() { "tls" } else { "host" };
    let place = Place::value(release.path().key("expose").key(key));
    Some(Diagnostic::new(&codes::ISSUER, place, message).help(help))
}

fn sticky(release: &Release, cx: &Context<'_>) -> Option<Diagnostic> {
    (sticks(release, &cx.site) == Some(Sticks::Unknown)).then(|| {
        let message = "hagen does not know how this cluster's entry keeps a client at one replica of a chart";
        let place = Place::key(release.path().key("expose"));
        Diagnostic::new(&codes::STICKY, place, message)
            .help("sessions are in the cache, so any replica serves; write `sticky: false`")
    })
}

fn one_replica(release: &Release, cx: &Context<'_>) -> Option<Diagnostic> {
    if release.replicas(&cx.site) > 1 {
        return None;
    }
    let said = release.package.replicas.is_some() && !cx.site.is_dev();
    let severity = if said { Severity::Warning } else { Severity::Note };
    let message = format!("`{}` has one replica and stops with its node", release.name());
    Some(Diagnostic { severity, ..whole(release, &codes::SINGLE, message) })
}
