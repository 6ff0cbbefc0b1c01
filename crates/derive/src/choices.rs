//! Choices: enums of words, and of words that lead to a section.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DataEnum, DeriveInput, Fields, Ident, Type, Variant};

use crate::attributes::{Attributes, kebab_case, retired};

struct Choice<'a> {
    ident: &'a Ident,
    word: String,
    doc: String,
    inner: Option<&'a Type>,
}

pub(crate) fn expand(input: &DeriveInput, data: &DataEnum) -> syn::Result<TokenStream> {
    let name = &input.ident;
    let choices: Vec<Choice> = data.variants.iter().map(choice).collect::<syn::Result<_>>()?;
    let infos = choices.iter().map(info);
    let reads = choices.iter().map(read);
    let writes = choices.iter().map(write);
    let retired = retired(&Attributes::read(&input.attrs)?);
    Ok(quote! {
        impl #name {
            const CHOICES: &'static [::hagen_core::section::ChoiceInfo] = &[#(#infos),*];
        }

        impl ::hagen_core::section::Field for #name {
            fn read(
                node: &::hagen_core::section::Node,
                cx: &mut ::hagen_core::section::Reader<'_>,
            ) -> ::core::option::Option<Self> {
                let chosen = cx.choice(node, Self::CHOICES, #retired)?;
                match chosen.word {
                    #(#reads)*
                    _ => ::core::option::Option::None,
                }
            }

            fn write(&self) -> ::hagen_core::section::Value {
                match self { #(#writes)* }
            }

            fn shape() -> ::hagen_core::section::Shape {
                ::hagen_core::section::Shape::Choice(Self::CHOICES)
            }
        }
    })
}

fn choice(variant: &Variant) -> syn::Result<Choice<'_>> {
    let attributes = Attributes::read(&variant.attrs)?;
    let inner = match &variant.fields {
        Fields::Unit => None,
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => Some(&fields.unnamed[0].ty),
        _ => return Err(syn::Error::new_spanned(variant, "a choice is a word or leads to one value")),
    };
    let word = attributes.rename.clone().unwrap_or_else(|| kebab_case(&variant.ident.to_string()));
    Ok(Choice { ident: &variant.ident, word, doc: attributes.doc, inner })
}

fn info(choice: &Choice) -> TokenStream {
    let (word, doc) = (&choice.word, &choice.doc);
    let inner = if let Some(ty) = choice.inner {
        quote! { ::core::option::Option::Some(<#ty as ::hagen_core::section::Field>::shape) }
    } else {
        quote! { ::core::option::Option::None }
    };
    quote! { ::hagen_core::section::ChoiceInfo { word: #word, doc: #doc, inner: #inner } }
}

fn read(choice: &Choice) -> TokenStream {
    let (word, ident) = (&choice.word, choice.ident);
    match choice.inner {
        None => quote! { #word => ::core::option::Option::Some(Self::#ident), },
        Some(ty) => quote! { #word => chosen.inner::<#ty>(cx).map(Self::#ident), },
    }
}

fn write(choice: &Choice) -> TokenStream {
    let (word, ident) = (&choice.word, choice.ident);
    if choice.inner.is_none() {
        quote! { Self::#ident => ::hagen_core::section::Value::from(#word), }
    } else {
        quote! {
            Self::#ident(inner) => ::hagen_core::section::write_choice(#word, inner),
        }
    }
}
