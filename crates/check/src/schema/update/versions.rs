//! Servers that would be older than their data: what a newer one wrote, no older one reads.

use hagen_yaml::Value;

use super::{Finding, key};
use crate::schema::Problem;

/// The change to an older major version of PostgreSQL, which operators refuse.
pub(super) fn check(group: &str, kind: &str, old: &Value, new: &Value) -> Option<Finding> {
    let path: &[&str] = match (group, kind) {
        ("postgresql.cnpg.io", "Cluster") if new.at(&["spec", "imageName"]).is_some() => {
            &["spec", "imageName"]
        }
        ("postgresql.cnpg.io", "Cluster") => &["spec", "imageCatalogRef", "major"],
        ("acid.zalan.do", "postgresql") => &["spec", "postgresql", "version"],
        _ => return None,
    };
    let (was, is) = (major(old.at(path)?)?, major(new.at(path)?)?);
    let message = format!("PostgreSQL {was} cannot become {is}: no server reads the data of a newer one");
    let path = path.iter().map(|step| key(step)).collect();
    (is < was).then_some(Finding { path, problem: Problem::Fixed, message })
}

/// The major version that a field says: a number, or what the tag of an image begins with.
fn major(value: &Value) -> Option<u32> {
    let text = match value {
        Value::Int(number) => return u32::try_from(*number).ok(),
        Value::String(text) => &**text,
        _ => return None,
    };
    let image = text.split('@').next()?;
    let tag = image.rsplit('/').next()?.rsplit_once(':').map_or(image, |(_, tag)| tag);
    let digits = tag.find(|c: char| !c.is_ascii_digit()).unwrap_or(tag.len());
    // A tag such as `20260817` says a day.
    tag[..digits].parse().ok().filter(|major| (9..100).contains(major))
}
