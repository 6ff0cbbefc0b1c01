//! Sections: structs with named fields.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DataStruct, DeriveInput, Field, Fields, Ident, Type};

use crate::attributes::{Attributes, DefaultValue, camel_case, retired};

struct Part<'a> {
    ident: &'a Ident,
    ty: &'a Type,
    key: String,
    attributes: Attributes,
}

pub(crate) fn expand(input: &DeriveInput, data: &DataStruct) -> syn::Result<TokenStream> {
    let Fields::Named(fields) = &data.fields else {
        return Err(syn::Error::new_spanned(&input.ident, "a section has named fields"));
    };
    let container = Attributes::read(&input.attrs)?;
    let parts: Vec<Part> = fields.named.iter().map(part).collect::<syn::Result<_>>()?;
    let field = field_impl(&input.ident, &container, &parts);
    let default = default_impl(&input.ident, &parts);
    Ok(quote! { #field #default })
}

fn part(field: &Field) -> syn::Result<Part<'_>> {
    let attributes = Attributes::read(&field.attrs)?;
    let ident = field.ident.as_ref().expect("the fields are named");
    let key = attributes.rename.clone().unwrap_or_else(|| camel_case(&ident.to_string()));
    Ok(Part { ident, ty: &field.ty, key, attributes })
}

fn field_impl(name: &Ident, container: &Attributes, parts: &[Part]) -> TokenStream {
    let text = name.to_string();
    let doc = &container.doc;
    let infos = parts.iter().map(info);
    let reads = parts.iter().map(read);
    let idents: Vec<_> = parts.iter().map(|part| part.ident).collect();
    let writes = parts.iter().map(|part| {
        let (ident, key) = (part.ident, &part.key);
        quote! { ::hagen_core::section::write_field(&mut map, #key, &self.#ident); }
    });
    let shorthand = container.shorthand.as_ref().map(|ty| {
        quote! {
            if !::hagen_core::section::is_mapping(node) {
                return <#ty as ::hagen_core::section::Field>::read(node, cx).map(::core::convert::From::from);
            }
        }
    });
    let short_shape = if let Some(ty) = &container.shorthand {
        quote! { ::core::option::Option::Some(<#ty as ::hagen_core::section::Field>::shape) }
    } else {
        quote! { ::core::option::Option::None }
    };
    let retired = retired(container);
    let check =
        container.check.as_ref().map(|path| quote! {
            cx.check(node, &<Self as ::hagen_core::section::Section>::INFO, |checker| #path(&section, checker));
        });
    quote! {
        impl ::hagen_core::section::Field for #name {
            fn read(
                node: &::hagen_core::section::Node,
                cx: &mut ::hagen_core::section::Reader<'_>,
            ) -> ::core::option::Option<Self> {
                #shorthand
                let mut fields = cx.fields(node, &<Self as ::hagen_core::section::Section>::INFO)?;
                #(#reads)*
                let section = Self { #(#idents: #idents?),* };
                #check
                ::core::option::Option::Some(section)
            }

            fn write(&self) -> ::hagen_core::section::Value {
                let mut map = ::hagen_core::section::ValueMap::new();
                #(#writes)*
                ::hagen_core::section::Value::Map(map)
            }

            fn shape() -> ::hagen_core::section::Shape {
                ::hagen_core::section::Shape::Section(&<Self as ::hagen_core::section::Section>::INFO)
            }
        }

        impl ::hagen_core::section::Section for #name {
            const INFO: ::hagen_core::section::SectionInfo = ::hagen_core::section::SectionInfo {
                name: #text,
                doc: #doc,
                shorthand: #short_shape,
                fields: &[#(#infos),*],
                retired: #retired,
            };
        }
    }
}

fn info(part: &Part) -> TokenStream {
    let (key, ty, doc) = (&part.key, part.ty, &part.attributes.doc);
    let example = option_text(part.attributes.example.as_deref());
    let also = &part.attributes.also;
    let need = match &part.attributes.default {
        None => {
            quote! { ::hagen_core::section::Need::OfType(<#ty as ::hagen_core::section::Field>::may_be_absent) }
        }
        Some(default) => {
            let value = default_expr(default, ty);
            quote! { ::hagen_core::section::Need::Default(|| <#ty as ::hagen_core::section::Field>::write(&#value)) }
        }
    };
    quote! {
        ::hagen_core::section::FieldInfo {
            key: #key,
            doc: #doc,
            also: &[#(#also),*],
            example: #example,
            shape: <#ty as ::hagen_core::section::Field>::shape,
            need: #need,
        }
    }
}

fn read(part: &Part) -> TokenStream {
    let (ident, ty, key) = (part.ident, part.ty, &part.key);
    match &part.attributes.default {
        None => quote! { let #ident = fields.read::<#ty>(#key); },
        Some(default) => {
            let value = default_expr(default, ty);
            quote! { let #ident = fields.read_or::<#ty>(#key, || #value); }
        }
    }
}

fn default_expr(default: &DefaultValue, ty: &Type) -> TokenStream {
    match default {
        DefaultValue::OfType => quote! { <#ty as ::core::default::Default>::default() },
        DefaultValue::Is(expr) => quote! { #expr },
    }
}

/// `Default` exists when no field is required, so that a Rust program can fill in what it wants to change.
fn default_impl(name: &Ident, parts: &[Part]) -> TokenStream {
    let may_be_absent = |part: &Part| part.attributes.default.is_some() || is_container(part.ty);
    if !parts.iter().all(may_be_absent) {
        return TokenStream::new();
    }
    let values = parts.iter().map(|part| {
        let ident = part.ident;
        let value = default_expr(part.attributes.default.as_ref().unwrap_or(&DefaultValue::OfType), part.ty);
        quote! { #ident: #value }
    });
    quote! {
        impl ::core::default::Default for #name {
            fn default() -> Self {
                Self { #(#values),* }
            }
        }
    }
}

fn is_container(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    path.path.segments.last().is_some_and(|last| {
        ["Option", "Vec", "Distinct", "Map", "Free"].iter().any(|name| last.ident == name)
    })
}

pub(crate) fn option_text(text: Option<&str>) -> TokenStream {
    if let Some(text) = text {
        quote! { ::core::option::Option::Some(#text) }
    } else {
        quote! { ::core::option::Option::None }
    }
}
