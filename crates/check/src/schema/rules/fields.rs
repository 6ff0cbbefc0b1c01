//! What of a value rules look at: most of them only at some fields, and the rest may be what it wants.

use std::collections::BTreeSet;

use cel::IdedExpr;
use cel::common::ast::{EntryExpr, Expr};

/// The part of a value that rules can see.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::schema) enum Fields {
    /// All of it.
    All,
    /// Fields of the mapping that it is, as rules write them.
    Some(BTreeSet<String>),
}

impl Fields {
    /// What some rules look at together.
    pub(super) fn of<'e>(rules: impl IntoIterator<Item = &'e IdedExpr>) -> Self {
        let mut fields = BTreeSet::new();
        let only_fields = rules.into_iter().all(|rule| collect(rule, &mut fields));
        if only_fields { Self::Some(fields) } else { Self::All }
    }

    /// Whether a field is seen.
    pub(super) fn has(&self, field: &str) -> bool {
        match self {
            Self::All => true,
            Self::Some(fields) => fields.contains(field),
        }
    }
}

/// Collects the fields of `self` that an expression selects; `false` when it does anything else with `self`.
fn collect(expr: &IdedExpr, fields: &mut BTreeSet<String>) -> bool {
    match &expr.expr {
        Expr::Ident(_) => !is_self(expr),
        Expr::Select(select) if is_self(&select.operand) => {
            fields.insert(select.field.clone());
            true
        }
        Expr::Select(select) => collect(&select.operand, fields),
        Expr::Call(call) => {
            call.target.as_deref().into_iter().chain(&call.args).all(|part| collect(part, fields))
        }
        Expr::Comprehension(all) => {
            let parts = [&all.iter_range, &all.accu_init, &all.loop_cond, &all.loop_step, &all.result];
            parts.into_iter().all(|part| collect(part, fields))
        }
        Expr::List(list) => list.elements.iter().all(|element| collect(element, fields)),
        Expr::Map(map) => map.entries.iter().all(|entry| entry_of(&entry.expr, fields)),
        Expr::Struct(made) => made.entries.iter().all(|entry| entry_of(&entry.expr, fields)),
        Expr::Literal(_) | Expr::Unspecified => true,
    }
}

fn entry_of(entry: &EntryExpr, fields: &mut BTreeSet<String>) -> bool {
    match entry {
        EntryExpr::StructField(field) => collect(&field.value, fields),
        EntryExpr::MapEntry(entry) => collect(&entry.key, fields) && collect(&entry.value, fields),
    }
}

/// With a dot in front, a name is the one outside of all loops.
fn is_self(expr: &IdedExpr) -> bool {
    matches!(&expr.expr, Expr::Ident(name) if name.trim_start_matches('.') == "self")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::rules::library::read;

    fn fields(rules: &[&str]) -> Fields {
        let rules: Vec<_> = rules.iter().map(|rule| read(rule).unwrap()).collect();
        Fields::of(rules.iter())
    }

    fn some(names: &[&str]) -> Fields {
        Fields::Some(names.iter().map(|name| (*name).to_owned()).collect())
    }

    #[test]
    fn fields_are_told_from_the_whole() {
        for (rule, expected) in [
            ("has(self.a) && self.b.c == 1", some(&["a", "b"])),
            ("self.a.all(x, x.name == self.b[0])", some(&["a", "b"])),
            ("{'k': self.a}.k == [self.b][0]", some(&["a", "b"])),
            ("'a' == 'b'", some(&[])),
            ("size(self) > 0", Fields::All),
            ("self.all(k, k != 'a')", Fields::All),
            ("self['a'] == 1", Fields::All),
            ("has(self.a) && self == {'a': 1}", Fields::All),
            ("[self][0].a == 1", Fields::All),
            ("self.a.exists(x, x in self)", Fields::All),
        ] {
            assert_eq!(fields(&[rule]), expected, "{rule}");
        }
    }

    #[test]
    fn rules_look_together() {
        assert_eq!(fields(&["self.a == 1", "self.b == 2"]), some(&["a", "b"]));
        assert_eq!(fields(&["self.a == 1", "self.size() > 1"]), Fields::All);
    }
}
