//! P04: databases and the backups of them.

use super::Indexes;
use crate::codes;
use crate::finding::{Finding, steps};
use crate::labels::{HashSet, hash};

pub(super) fn judge(indexes: &Indexes<'_>, found: &mut Vec<Finding>) {
    let backups = || indexes.facts().flat_map(|facts| &facts.backups);
    let databases = || indexes.facts().flat_map(|facts| &facts.databases);
    let backed: HashSet<(u64, u64)> = backups().map(|(_, namespace, of)| (*namespace, hash(of))).collect();
    let there: HashSet<(u64, u64)> = databases().map(|it| (it.namespace, hash(&it.subject.name))).collect();
    // A database without any backup, the builder has told about.
    for database in databases().filter(|it| it.is_archived) {
        if !backed.contains(&(database.namespace, hash(&database.subject.name))) {
            let message = "archives its log, and nobody makes the backups that a log begins at";
            found.push(Finding::new(&codes::BACKUP, &database.subject, steps!["spec"], message));
        }
    }
    for (subject, namespace, of) in backups() {
        if !there.contains(&(*namespace, hash(of))) {
            let message = format!("is of the database `{of}`, which is not there");
            found.push(Finding::new(&codes::BACKUP, subject, steps!["spec", "cluster", "name"], message));
        }
    }
}
