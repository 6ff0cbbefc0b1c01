//! What stands in `#[section(…)]` and in doc comments.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta, Path, Type};

/// The attributes of a container, field or variant.
#[derive(Default)]
pub(crate) struct Attributes {
    pub(crate) doc: String,
    pub(crate) rename: Option<String>,
    pub(crate) example: Option<String>,
    pub(crate) also: Vec<String>,
    pub(crate) default: Option<DefaultValue>,
    pub(crate) shorthand: Option<Type>,
    pub(crate) check: Option<Path>,
    pub(crate) retired: Option<Path>,
}

/// The default of a field.
pub(crate) enum DefaultValue {
    /// `#[section(default)]`
    OfType,
    /// `#[section(default = EXPR)]`
    Is(Box<Expr>),
}

impl Attributes {
    pub(crate) fn read(attributes: &[Attribute]) -> syn::Result<Self> {
        let mut found = Self::default();
        let mut lines = Vec::new();
        for attribute in attributes {
            if attribute.path().is_ident("doc") {
                lines.extend(doc_line(attribute));
            } else if attribute.path().is_ident("section") {
                found.section(attribute)?;
            }
        }
        lines.join("\n").trim().clone_into(&mut found.doc);
        Ok(found)
    }

    fn section(&mut self, attribute: &Attribute) -> syn::Result<()> {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                self.rename = Some(meta.value()?.parse::<LitStr>()?.value());
            } else if meta.path.is_ident("example") {
                self.example = Some(meta.value()?.parse::<LitStr>()?.value());
            } else if meta.path.is_ident("also") {
                let words = meta.value()?.parse::<LitStr>()?.value();
                self.also = words.split_whitespace().map(str::to_owned).collect();
            } else if meta.path.is_ident("shorthand") {
                self.shorthand = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("retired") {
                self.retired = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("check") {
                self.check = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("default") {
                self.default = Some(match meta.value() {
                    Ok(value) => DefaultValue::Is(value.parse()?),
                    Err(_) => DefaultValue::OfType,
                });
            } else {
                return Err(meta.error("unknown `section` attribute"));
            }
            Ok(())
        })
    }
}

/// The words that a container refuses with advice.
pub(crate) fn retired(container: &Attributes) -> TokenStream {
    container.retired.as_ref().map_or_else(|| quote! { &[] }, |path| quote! { #path })
}

fn doc_line(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &pair.value else { return None };
    Some(text.value().trim().to_owned())
}

/// `max_unavailable` → `maxUnavailable`.
pub(crate) fn camel_case(name: &str) -> String {
    let mut key = String::new();
    let mut upper = false;
    for c in name.trim_start_matches("r#").chars() {
        if c == '_' {
            upper = true;
        } else if upper {
            key.extend(c.to_uppercase());
            upper = false;
        } else {
            key.push(c);
        }
    }
    key
}

/// `DenyByDefault` → `deny-by-default`.
pub(crate) fn kebab_case(name: &str) -> String {
    let mut text = String::new();
    for (at, c) in name.chars().enumerate() {
        if c.is_uppercase() && at > 0 {
            text.push('-');
        }
        text.extend(c.to_lowercase());
    }
    text
}
