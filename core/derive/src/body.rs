//! The code of a type's reader.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Data, DeriveInput, Error, Field, Fields, FieldsNamed, Result, Type, Variant};

use crate::words::{self, Absent, Member};

/// The `impl` of a type.
pub fn deserialize(input: &DeriveInput) -> Result<TokenStream> {
    let words = words::Type::read(&input.attrs)?;
    let name = &input.ident;
    if let Some(lifetime) = input.generics.lifetimes().next() {
        return Err(Error::new_spanned(lifetime, "a type that borrows is read by serde's derive"));
    }
    if words.tagged {
        let Data::Enum(data) = &input.data else {
            return Err(Error::new_spanned(name, "only an enum has variants to name"));
        };
        // What a newer version put beside a name that holds nothing here is left out, as in any map.
        let arms = arms(&words, &data.variants, false)?;
        return Ok(quote! {
            #[automatically_derived]
            impl #name {
                fn deserialize(
                    variant: ::truckroll_domain::tagged::Variant,
                ) -> ::core::result::Result<Self, ::truckroll_domain::decode::Fault> {
                    let (name, inside) = variant.open()?;
                    match name.as_str() { #arms }
                }
            }
        });
    }
    let reading = match &data(input)? {
        Shape::Struct(Fields::Named(fields)) => {
            let base = words.default.then(|| quote!(let base = <Self as ::core::default::Default>::default();));
            let members = members(&words, fields)?;
            let strict = words.strict;
            quote! {
                ::truckroll_domain::decode::record(from, #strict, |record| {
                    #base
                    ::core::result::Result::Ok(Self { #(#members),* })
                })
            }
        }
        Shape::Struct(Fields::Unnamed(fields)) if fields.unnamed.len() == 1 => {
            let only = Member::read(&fields.unnamed[0].attrs)?;
            let read = only.with.map_or_else(|| quote!(::serde::Deserialize::deserialize), |with| quote!(#with));
            quote!(#read(from).map(Self))
        }
        Shape::Struct(Fields::Unnamed(fields)) => {
            let places = (0..fields.unnamed.len()).map(|n| format_ident!("part{n}")).collect::<Vec<_>>();
            quote!(::serde::Deserialize::deserialize(from).map(|(#(#places),*)| Self(#(#places),*)))
        }
        Shape::Struct(Fields::Unit) => quote!(<() as ::serde::Deserialize>::deserialize(from).map(|()| Self)),
        Shape::Enum(variants) => {
            let bare = variants.iter().all(|variant| matches!(variant.fields, Fields::Unit));
            let arms = arms(&words, variants, !bare)?;
            if bare {
                quote!(::truckroll_domain::decode::name(from, |name| match name { #arms }))
            } else {
                quote!(::truckroll_domain::decode::variant(from, |name, inside| match name { #arms }))
            }
        }
    };
    let mut generics = input.generics.clone();
    for parameter in generics.type_params_mut() {
        parameter.bounds.push(syn::parse_quote!(::serde::de::DeserializeOwned));
    }
    let (_, types, _) = input.generics.split_for_impl();
    let mut with_life = generics.clone();
    with_life.params.insert(0, syn::parse_quote!('de));
    let (parameters, _, bounds) = with_life.split_for_impl();
    Ok(quote! {
        #[automatically_derived]
        impl #parameters ::serde::Deserialize<'de> for #name #types #bounds {
            fn deserialize<From: ::serde::Deserializer<'de>>(
                from: From,
            ) -> ::core::result::Result<Self, From::Error> {
                #reading
            }
        }
    })
}

enum Shape<'a> {
    Struct(&'a Fields),
    Enum(&'a syn::punctuated::Punctuated<Variant, syn::Token![,]>),
}

fn data(input: &DeriveInput) -> Result<Shape<'_>> {
    match &input.data {
        Data::Struct(data) => Ok(Shape::Struct(&data.fields)),
        Data::Enum(data) => Ok(Shape::Enum(&data.variants)),
        Data::Union(_) => Err(Error::new_spanned(&input.ident, "a union has no form")),
    }
}

/// One arm for each variant, and one for names that nobody knows; with `empty`, a variant that holds nothing must not
/// have anything inside.
fn arms(
    words: &words::Type,
    variants: &syn::punctuated::Punctuated<Variant, syn::Token![,]>,
    empty: bool,
) -> Result<TokenStream> {
    let mut arms = TokenStream::new();
    let mut last =
        quote!(unknown => ::core::result::Result::Err(::truckroll_domain::decode::unknown_variant(unknown)),);
    for variant in variants {
        let own = Member::read(&variant.attrs)?;
        let name = &variant.ident;
        let wire = words.wire_name(&own, &name.to_string())?;
        let value = match &variant.fields {
            Fields::Unit if empty => quote!(inside.nothing().map(|()| Self::#name)),
            Fields::Unit => quote!(::core::result::Result::Ok(Self::#name)),
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                let only = Member::read(&fields.unnamed[0].attrs)?;
                let read = only.with.map_or_else(|| quote!(::serde::Deserialize::deserialize), |with| quote!(#with));
                quote!(#read(inside).map(Self::#name))
            }
            Fields::Unnamed(fields) => {
                let places = (0..fields.unnamed.len()).map(|n| format_ident!("part{n}")).collect::<Vec<_>>();
                quote!(::serde::Deserialize::deserialize(inside).map(|(#(#places),*)| Self::#name(#(#places),*)))
            }
            Fields::Named(fields) => {
                // Names of members in a variant are never renamed together: serde has another word for that.
                let plain = words::Type::default();
                let members = members(&plain, fields)?;
                let strict = words.strict;
                quote! {
                    ::truckroll_domain::decode::record(inside, #strict, |record| {
                        ::core::result::Result::Ok(Self::#name { #(#members),* })
                    })
                }
            }
        };
        if own.other {
            last = quote!(_ => ::core::result::Result::Ok(Self::#name),);
        } else {
            arms.extend(quote!(#wire => #value,));
        }
    }
    arms.extend(last);
    Ok(arms)
}

/// The members in the order they are read: what takes all the rest comes last.
fn members(words: &words::Type, fields: &FieldsNamed) -> Result<Vec<TokenStream>> {
    let (mut first, mut last) = (Vec::new(), Vec::new());
    for field in &fields.named {
        let own = Member::read(&field.attrs)?;
        let read = member(words, &own, field)?;
        if own.flatten { last.push(read) } else { first.push(read) }
    }
    if last.len() > 1 {
        return Err(Error::new_spanned(fields, "the rest of the members can go to one place only"));
    }
    first.extend(last);
    Ok(first)
}

/// `member: value` in the place where a struct or a variant is made.
fn member(words: &words::Type, own: &Member, field: &Field) -> Result<TokenStream> {
    let name = field.ident.as_ref().ok_or_else(|| Error::new_spanned(field, "a member with a name"))?;
    let wire = words.wire_name(own, &name.to_string())?;
    let value = if own.skip {
        quote!(::core::default::Default::default())
    } else if own.flatten {
        quote!(::serde::Deserialize::deserialize(record.rest())?)
    } else {
        let given = match &own.with {
            Some(with) => quote!(record.given_by(#wire, |value| #with(value))?),
            None => quote!(record.given(#wire)?),
        };
        match &own.absent {
            _ if words.default && matches!(own.absent, Absent::Fault) => quote!(#given.unwrap_or(base.#name)),
            Absent::Default => quote!(#given.unwrap_or_default()),
            Absent::Call(make) => quote!(#given.unwrap_or_else(#make)),
            Absent::Fault => match &own.with {
                Some(with) => quote!(record.needed_by(#wire, |value| #with(value))?),
                None if is_option(&field.ty) => quote!(record.optional(#wire)?),
                None => quote!(record.needed(#wire)?),
            },
        }
    };
    Ok(quote!(#name: #value))
}

/// Whether a type is written `Option<…>`: such a member may be left out.
fn is_option(kind: &Type) -> bool {
    let Type::Path(path) = kind else { return false };
    path.path.segments.last().is_some_and(|last| last.ident == "Option")
}
