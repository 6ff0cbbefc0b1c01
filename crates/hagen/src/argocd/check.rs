//! What only all components together can be wrong about.

use std::collections::{BTreeMap, HashMap};

use hagen_core::target::{Forge, Git};
use hagen_core::{Diagnostic, Path, Place, Severity};
use hagen_kube::Name;
use hagen_yaml::Span;

use super::{Unit, codes, names, repository, units};
use crate::layout::{Contents, Object};
use crate::output::{Placement, Plan};

/// Argo CD reads no more than 10 MB of manifests for one Application.
const LARGEST_FOLDER: usize = 10_000_000;

/// Where a user wrote an object: the number of its component, the object, and how many of the same come before it there.
pub(crate) type Spots<'a> = &'a dyn Fn(usize, &Object, usize) -> Option<Span>;

/// Everything that would keep Argo CD from delivering.
pub(crate) fn check(plan: &Plan<'_>, contents: &[Contents], spots: Spots<'_>) -> Vec<Diagnostic> {
    let units = units(plan, contents);
    let mut found = repository(plan);
    found.extend(reserved(plan));
    found.extend(servers(plan));
    found.extend(application_names(plan, &units));
    found.extend(owners(plan, contents, spots));
    found.extend(operators(plan, contents));
    found.extend(units.iter().filter_map(too_large));
    found.extend(plan.placements.iter().zip(contents).filter_map(|(placement, contents)| {
        let message = format!(
            "`{}` is larger than the 1.5 MB that a cluster keeps of an object",
            contents.oversized.as_ref()?
        );
        Some(Diagnostic::new(&codes::TOO_LARGE, place(placement), message))
    }));
    found
}

fn repository(plan: &Plan<'_>) -> Vec<Diagnostic> {
    let Some(git) = &plan.delivery.git else {
        let message = "no Git repository is named, so Argo CD has nothing to read";
        let help = "name the repository that the output is committed to: `git: { repoURL: https://… }`";
        let place = Place::value(Path::of(["delivery"]));
        return vec![Diagnostic::new(&codes::NO_REPOSITORY, place, message).help(help)];
    };
    let wrong = |key: &str, text: &str, fault: &str, help: &str| {
        let place = Place::value(Path::of(["delivery", "git", key]));
        Diagnostic::new(&codes::REPOSITORY_PLACE, place, format!("`{}` {fault}", text.escape_debug()))
            .help(help)
    };
    let path = repository::path_fault(&git.path)
        .map(|fault| wrong("path", &git.path, fault, "write a folder of the repository, such as `out`"));
    let revision = repository::revision_fault(&git.revision)
        .map(|fault| wrong("revision", &git.revision, fault, "write a branch, such as `main`"));
    let url = git.repo_url.as_str();
    let page = repository::page_of(url).map(|clone| {
        wrong(
            "repoURL",
            url,
            "is a page of the repository, which nobody can clone",
            &format!("write `{clone}`"),
        )
    });
    let other = repository::url_fault(url)
        .map(|(fault, help)| wrong("repoURL", url, fault, help))
        .filter(|_| page.is_none());
    let found = path.into_iter().chain(revision).chain(page).chain(other);
    found.chain(forge(git)).chain(of_clone(git)).collect()
}

/// A host whose forge everybody knows, and another one beside it.
fn forge(git: &Git) -> Option<Diagnostic> {
    const KNOWN: [(&str, Forge, &str); 5] = [
        ("github.com", Forge::Github, "github"),
        ("gitlab.com", Forge::Gitlab, "gitlab"),
        ("bitbucket.org", Forge::Bitbucket, "bitbucket"),
        ("codeberg.org", Forge::Gitea, "gitea"),
        ("gitea.com", Forge::Gitea, "gitea"),
    ];
    let said = git.forge?;
    let host = git.repo_url.host();
    let (host, _, word) = KNOWN.iter().find(|(name, forge, _)| host == *name && *forge != said)?;
    let place = Place::value(Path::of(["delivery", "git", "forge"]));
    let message = format!("`{host}` is another forge: the links of alerts would lead nowhere");
    Some(
        Diagnostic::new(&codes::REPOSITORY_PLACE, place, message)
            .help(format!("leave it out, or write `{word}`"))
            .replace_with(*word),
    )
}

/// `origin/main` is what a clone calls the branch `main`.
fn of_clone(git: &Git) -> Option<Diagnostic> {
    let branch = git.revision.strip_prefix("origin/")?;
    let place = Place::value(Path::of(["delivery", "git", "revision"]));
    let message = format!("`{}` is what a clone calls the branch `{branch}`", git.revision);
    let found = Diagnostic::new(&codes::REPOSITORY_PLACE, place, message);
    Some(Diagnostic {
        severity: Severity::Warning,
        ..found.help(format!("write `{branch}`")).replace_with(branch)
    })
}

fn reserved(plan: &Plan<'_>) -> Vec<Diagnostic> {
    let clusters =
        plan.clusters.iter().map(|(name, _)| ("clusters", *name, &["argocd", "bootstrap", "pipelines"][..]));
    let mut environments: Vec<&Name> =
        plan.placements.iter().filter_map(|p| p.environment.as_ref()).collect();
    environments.sort_unstable();
    environments.dedup();
    let environments = environments.into_iter().map(|name| ("environments", name, &["platform"][..]));
    let taken = clusters.chain(environments).filter(|(_, name, taken)| taken.contains(&name.as_str()));
    let diagnostic = |(section, name, _): (&str, &Name, _)| {
        let place = Place::key(Path::of([section, name.as_str()]));
        let message = format!("`{name}` is the name of a folder that hagen makes itself");
        Diagnostic::new(&codes::RESERVED_NAME, place, message).help("give it another name")
    };
    taken.map(diagnostic).collect()
}

fn servers(plan: &Plan<'_>) -> Vec<Diagnostic> {
    let mut seen: BTreeMap<&str, &Name> = BTreeMap::new();
    let mut found = Vec::new();
    for (name, cluster) in &plan.clusters {
        let server = cluster.server.as_str().trim_end_matches('/');
        let Some(first) = seen.insert(server, name) else { continue };
        let place = |name: &Name| Place::value(Path::of(["clusters", name.as_str(), "server"]));
        let message = format!("`{name}` and `{first}` are one cluster, `{server}`");
        let diagnostic = Diagnostic::new(&codes::ONE_SERVER, place(name), message)
            .also(place(first), "the other one")
            .help("one cluster is declared once; run several environments on it");
        found.push(diagnostic);
    }
    found
}

fn application_names(plan: &Plan<'_>, units: &[Unit<'_>]) -> Vec<Diagnostic> {
    let root = names::root_name(plan.platform);
    let mut seen: BTreeMap<&Name, Place> = BTreeMap::from([(&root, Place::value(Path::of(["name"])))]);
    let mut found = Vec::new();
    for unit in units {
        let here = if unit.is_environment { scope_place(unit.placement()) } else { place(unit.placement()) };
        let Some(first) = seen.insert(&unit.name, here.clone()) else { continue };
        let message = format!("two Applications would be called `{}`", unit.name);
        let diagnostic = Diagnostic::new(&codes::ONE_NAME, here, message)
            .also(first, "the other one")
            .help("a name is made of cluster, environment and component: change one of them");
        found.push(diagnostic);
    }
    found.extend(project_names(plan));
    found
}

/// Projects are called after cluster and environment, and `a-b` with `c` reads like `a` with `b-c`.
fn project_names(plan: &Plan<'_>) -> Vec<Diagnostic> {
    let root = names::root_project(plan.platform);
    let mut seen: BTreeMap<Name, Option<&Placement>> = BTreeMap::from([(root, None)]);
    let mut found = Vec::new();
    let is_same = |a: &Placement, b: &Placement| a.cluster == b.cluster && a.environment == b.environment;
    for placement in &plan.placements {
        let name = names::scope_name(placement);
        match seen.get(&name) {
            Some(Some(first)) if is_same(first, placement) => {}
            Some(_) => {
                let message = format!("two AppProjects would be called `{name}`");
                let help = "a name is made of cluster and environment: change one of them";
                found.push(Diagnostic::new(&codes::ONE_NAME, scope_place(placement), message).help(help));
                seen.insert(name, Some(placement));
            }
            None => {
                seen.insert(name, Some(placement));
            }
        }
    }
    found
}

/// What makes an object that one and no other: cluster, group, kind, namespace, name.
type Identity<'a> = (&'a Name, &'a str, &'a str, &'a str, &'a str);
/// The number of the component that an object was last seen in, and of the object among the same there.
type Seen = (u32, u32);

/// Two Applications that deliver one object take it from each other for ever.
fn owners(plan: &Plan<'_>, contents: &[Contents], spots: Spots<'_>) -> Vec<Diagnostic> {
    let mut seen: HashMap<Identity<'_>, Seen> = HashMap::new();
    let mut found = Vec::new();
    for (at, (placement, contents)) in plan.placements.iter().zip(contents).enumerate() {
        for object in &contents.objects {
            let kind = &object.kind;
            let namespace = object.elsewhere.as_deref().unwrap_or(placement.namespace.as_str());
            let namespace = if kind.namespaced { namespace } else { "" };
            let key = (&placement.cluster, &*kind.group, &*kind.kind, namespace, &*object.name);
            let here = u32::try_from(at).unwrap_or(u32::MAX);
            let Some((first, number)) = seen.insert(key, (here, 0)) else { continue };
            let again = if first == here { number + 1 } else { 0 };
            seen.insert(key, (here, again));
            let first = first as usize;
            let there = &plan.placements[first];
            let by = if first == at {
                format!("twice in {}", placement.id)
            } else {
                format!("made by {} and by {}", there.id, placement.id)
            };
            let message = format!("{} `{}` is {by}", kind.kind, object.name);
            let spot = |at, number: u32| spots(at, object, number as usize);
            let (one, other) = (spot(at, again), spot(first, number));
            // A file that is named twice has it at one place alone: then it is the names that are to be told apart.
            let of_users = one != other;
            let shown = |spot: Option<Span>, placement| {
                spot.filter(|_| of_users).map_or_else(|| place(placement), Place::span)
            };
            let diagnostic = Diagnostic::new(&codes::TWO_OWNERS, shown(one, placement), message)
                .also(shown(other, there), "the other one")
                .help("give one of them another name");
            found.push(diagnostic);
        }
    }
    found
}

/// Services that operators make for what they run, by the kind and by what they put behind its name.
const MADE: [(&str, &str, &[&str]); 2] = [
    ("postgresql.cnpg.io", "Cluster", &["-rw", "-ro", "-r"]),
    ("kafka.strimzi.io", "Kafka", &["-kafka-bootstrap", "-kafka-brokers"]),
];

/// Services whose names those of an operator have: it takes them for its own, or never makes its own.
fn operators(plan: &Plan<'_>, contents: &[Contents]) -> Vec<Diagnostic> {
    let mut made: HashMap<(&Name, &str, String), &Placement> = HashMap::new();
    let all = || {
        plan.placements
            .iter()
            .zip(contents)
            .flat_map(|(placement, contents)| contents.objects.iter().map(move |object| (placement, object)))
    };
    for (placement, object) in all() {
        let suffixes =
            MADE.iter().find(|(group, kind, _)| *object.kind.group == **group && *object.kind.kind == **kind);
        for suffix in suffixes.into_iter().flat_map(|(_, _, suffixes)| *suffixes) {
            let name = format!("{}{suffix}", object.name);
            made.insert((&placement.cluster, placement.namespace.as_str(), name), placement);
        }
    }
    if made.is_empty() {
        return Vec::new();
    }
    let services =
        all().filter(|(_, object)| object.kind.group.is_empty() && *object.kind.kind == *"Service");
    let clash = |(at, object): (&Placement, &Object)| {
        let namespace = object.elsewhere.as_deref().unwrap_or(at.namespace.as_str());
        let other = made.get(&(&at.cluster, namespace, object.name.to_string()))?;
        let message =
            format!("Service `{}` is made by {} and by the operator of {}", object.name, at.id, other.id);
        Some(
            Diagnostic::new(&codes::TWO_OWNERS, place(at), message)
                .also(place(other), "the other one")
                .help("give one of them another name"),
        )
    };
    services.filter_map(clash).collect()
}

fn too_large(unit: &Unit<'_>) -> Option<Diagnostic> {
    let bytes: usize = unit.members.iter().map(|(_, contents)| contents.bytes).sum();
    let megabytes = bytes.div_ceil(1_000_000);
    let message =
        format!("the Application `{}` would have {megabytes} MB of manifests; Argo CD reads 10", unit.name);
    let (place, help) = if unit.is_environment {
        let place = Place::value(Path::of(["delivery", "argocd", "granularity"]));
        (place, "`granularity: component` makes an Application of each component")
    } else {
        (place(unit.placement()), "divide it into several components")
    };
    (bytes > LARGEST_FOLDER).then(|| Diagnostic::new(&codes::TOO_LARGE, place, message).help(help))
}

/// Where the blueprint has a component.
fn place(placement: &Placement) -> Place {
    match placement.id.section {
        "platform" => Place::value(Path::ROOT),
        section => Place::key(Path::of([section, placement.id.name.as_str()])),
    }
}

/// Where the blueprint has an environment, or the cluster of a platform.
fn scope_place(placement: &Placement) -> Place {
    Place::key(match &placement.environment {
        Some(environment) => Path::of(["environments", environment.as_str()]),
        None => Path::of(["clusters", placement.cluster.as_str()]),
    })
}
