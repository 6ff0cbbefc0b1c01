//! `#[derive(Section)]`: one definition of a blueprint section is its reader, its writer, its schema and its
//! reference page. See `hagen_core::section` for what the generated code is made of.
//!
//! On a struct with named fields, or an enum of unit variants and variants of one unnamed field:
//! * `///` comments become the documentation of the section, its fields and its choices;
//! * a field is required unless it has `#[section(default)]`, `#[section(default = EXPR)]` or a type that may be
//!   absent (`Option`, `Map`, `Vec`); keys are the field names in camelCase;
//! * `#[section(example = "…")]` shows a value in the reference;
//! * `#[section(also = "env variables")]` on a field are words that people know it by, which lead to it;
//! * `#[section(shorthand = TYPE)]` on a struct reads anything but a mapping as `TYPE` and converts it by `From`;
//! * `#[section(check = FUNCTION)]` on a struct calls `fn(&Self, &mut Checker)` once its fields are read;
//! * `#[section(retired = TABLE)]` on a struct or enum refuses the words of a `&'static [Retired]` with their own advice;
//! * variants are written in kebab-case; `#[section(rename = "…")]` overrides the name of a field or variant.

mod attributes;
mod choices;
mod fields;

use proc_macro::TokenStream;
use syn::{Data, DeriveInput, parse_macro_input};

/// Makes a section of a struct or a choice of an enum.
#[proc_macro_derive(Section, attributes(section))]
pub fn derive_section(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let output = match &input.data {
        Data::Struct(data) => fields::expand(&input, data),
        Data::Enum(data) => choices::expand(&input, data),
        Data::Union(_) => Err(syn::Error::new_spanned(&input.ident, "a union is no section")),
    };
    output.unwrap_or_else(|error| error.to_compile_error()).into()
}
