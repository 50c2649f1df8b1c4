//! The words of `#[serde(…)]` that say how a type is read.

use syn::meta::ParseNestedMeta;
use syn::{Attribute, Error, Expr, ExprPath, LitStr, Result};

/// What to take for a member that is not there.
#[derive(Default)]
pub enum Absent {
    /// Nothing: it is a fault, or `None` for an option.
    #[default]
    Fault,
    /// The type's own default.
    Default,
    /// What a function gives.
    Call(ExprPath),
}

/// What stands at a type.
#[derive(Default)]
pub struct Type {
    /// How names are written; as they are when there is none.
    rename_all: Option<String>,
    /// Members that are not there come from the type's default.
    pub default: bool,
    /// Members that nobody knows are a fault.
    pub strict: bool,
    /// A variant is named by a member: the function stands beside the type (`truckroll_domain::tagged!`).
    pub tagged: bool,
}

/// What stands at a member or a variant.
#[derive(Default)]
pub struct Member {
    rename: Option<String>,
    /// What to take when it is not there.
    pub absent: Absent,
    /// The function that reads it.
    pub with: Option<ExprPath>,
    /// Its members stand among those of its owner.
    pub flatten: bool,
    /// It is never read.
    pub skip: bool,
    /// The variant for names that nobody knows.
    pub other: bool,
}

impl Type {
    /// The words at a type.
    pub fn read(attributes: &[Attribute]) -> Result<Self> {
        let mut words = Self::default();
        each(attributes, |word| {
            match name(&word)?.as_str() {
                "rename_all" => words.rename_all = Some(text(&word)?.value()),
                "default" => words.default = true,
                "deny_unknown_fields" => words.strict = true,
                "remote" => words.tagged = text(&word)?.value() == "Self",
                // One member is always read as its type.
                "transparent" => {}
                _ => return Err(word.error("the derive of truckroll-derive does not know this word; take serde's")),
            }
            Ok(())
        })?;
        Ok(words)
    }

    /// The name of a member or variant on the wire.
    pub fn wire_name(&self, member: &Member, name: &str) -> Result<String> {
        let name = name.strip_prefix("r#").unwrap_or(name);
        let Some(style) = &self.rename_all else {
            return Ok(member.rename.clone().unwrap_or_else(|| name.to_owned()));
        };
        if let Some(own) = &member.rename {
            return Ok(own.clone());
        }
        Ok(match style.as_str() {
            "lowercase" => name.to_lowercase(),
            "snake_case" => parted(name, '_'),
            "kebab-case" => parted(name, '-'),
            "camelCase" => camel(name),
            other => return Err(Error::new(proc_macro2::Span::call_site(), format!("no way to write {other}"))),
        })
    }
}

impl Member {
    /// The words at a member or a variant.
    pub fn read(attributes: &[Attribute]) -> Result<Self> {
        let mut words = Self::default();
        each(attributes, |word| {
            match name(&word)?.as_str() {
                "rename" => words.rename = Some(text(&word)?.value()),
                "default" if word.input.peek(syn::Token![=]) => words.absent = Absent::Call(text(&word)?.parse()?),
                "default" => words.absent = Absent::Default,
                "deserialize_with" => words.with = Some(text(&word)?.parse()?),
                "with" => {
                    let module: ExprPath = text(&word)?.parse()?;
                    words.with = Some(syn::parse_quote!(#module::deserialize));
                }
                "flatten" => words.flatten = true,
                "skip" => words.skip = true,
                "other" => words.other = true,
                "skip_serializing_if" | "serialize_with" => drop(text(&word)?),
                _ => return Err(word.error("the derive of truckroll-derive does not know this word; take serde's")),
            }
            Ok(())
        })?;
        Ok(words)
    }
}

/// Goes through the words of all `#[serde(…)]`.
fn each(attributes: &[Attribute], mut take: impl FnMut(ParseNestedMeta<'_>) -> Result<()>) -> Result<()> {
    for attribute in attributes.iter().filter(|one| one.path().is_ident("serde")) {
        attribute.parse_nested_meta(&mut take)?;
    }
    Ok(())
}

fn name(word: &ParseNestedMeta<'_>) -> Result<String> {
    Ok(word.path.require_ident()?.to_string())
}

fn text(word: &ParseNestedMeta<'_>) -> Result<LitStr> {
    match word.value()?.parse::<Expr>()? {
        Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Ok(text),
        other => Err(Error::new_spanned(other, "a text")),
    }
}

/// `NotAsked` and `not_asked` as `not_asked`.
fn parted(name: &str, by: char) -> String {
    let mut written = String::new();
    for (place, letter) in name.chars().enumerate() {
        if letter == '_' {
            written.push(by);
            continue;
        }
        if letter.is_uppercase() && place > 0 {
            written.push(by);
        }
        written.extend(letter.to_lowercase());
    }
    written
}

/// `not_asked` and `NotAsked` as `notAsked`.
fn camel(name: &str) -> String {
    let mut written = String::new();
    let mut raise = false;
    for (place, letter) in name.chars().enumerate() {
        match letter {
            '_' => raise = true,
            _ if place == 0 => written.extend(letter.to_lowercase()),
            _ if raise => {
                written.extend(letter.to_uppercase());
                raise = false;
            }
            _ => written.push(letter),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_as_serde_writes_them() {
        for (name, snake, camelled) in
            [("NotAsked", "not_asked", "notAsked"), ("at", "at", "at"), ("due_at", "due_at", "dueAt"), ("X", "x", "x")]
        {
            assert_eq!((parted(name, '_').as_str(), camel(name).as_str()), (snake, camelled), "{name}");
        }
    }
}
