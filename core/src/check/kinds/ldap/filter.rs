//! What is searched, as text (RFC 4515).

use std::str::FromStr;

use crate::error::{Error, Result};

/// Filters within filters at most.
const MAX_DEPTH: usize = 16;
const MAX_LENGTH: usize = 4096;

/// A filter (RFC 4511 §4.5.1.7). Extensible matches are not understood.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Filter {
    And(Vec<Self>),
    Or(Vec<Self>),
    Not(Box<Self>),
    Equal(String, Vec<u8>),
    /// The parts between the asterisks; the first and the last may be empty.
    Substrings(String, Vec<Vec<u8>>),
    AtLeast(String, Vec<u8>),
    AtMost(String, Vec<u8>),
    Present(String),
    Approx(String, Vec<u8>),
}

impl FromStr for Filter {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let invalid = || {
            let shown: String = text.chars().take(60).collect();
            let expected = "a filter of RFC 4515 is expected, such as (uid=anna) or (&(objectClass=person)(mail=*))";
            Error::invalid("filter", shown, expected)
        };
        let whole = (text.len() <= MAX_LENGTH).then(|| filter(text, 0)).flatten();
        whole.filter(|(_, rest)| rest.is_empty()).map(|(filter, _)| filter).ok_or_else(invalid)
    }
}

fn filter(text: &str, depth: usize) -> Option<(Filter, &str)> {
    let inner = text.strip_prefix('(').filter(|_| depth < MAX_DEPTH)?;
    let (found, rest) = match inner.chars().next()? {
        '&' => list(inner.get(1..)?, depth).map(|(list, rest)| (Filter::And(list), rest))?,
        '|' => list(inner.get(1..)?, depth).map(|(list, rest)| (Filter::Or(list), rest))?,
        '!' => filter(inner.get(1..)?, depth + 1).map(|(inner, rest)| (Filter::Not(Box::new(inner)), rest))?,
        _ => item(inner)?,
    };
    Some((found, rest.strip_prefix(')')?))
}

fn list(mut text: &str, depth: usize) -> Option<(Vec<Filter>, &str)> {
    let mut found = Vec::new();
    while text.starts_with('(') {
        let (one, rest) = filter(text, depth + 1)?;
        found.push(one);
        text = rest;
    }
    // An empty list is true or false for ever (RFC 4526), which is no question.
    (!found.is_empty()).then_some((found, text))
}

fn item(text: &str) -> Option<(Filter, &str)> {
    let (item, rest) = text.split_at(text.find(')')?);
    let (name, value) = item.split_once('=')?;
    let kind = name.chars().last()?;
    let name = name.strip_suffix(['>', '<', '~']).unwrap_or(name);
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.' | ';' | '_');
    if name.is_empty() || !name.chars().all(is_name) {
        return None;
    }
    let name = name.to_string();
    let filter = match kind {
        '>' => Filter::AtLeast(name, octets(value)?),
        '<' => Filter::AtMost(name, octets(value)?),
        '~' => Filter::Approx(name, octets(value)?),
        _ if value == "*" => Filter::Present(name),
        _ if value.contains('*') => {
            let parts: Vec<Vec<u8>> = value.split('*').map(octets).collect::<Option<_>>()?;
            let within = parts.get(1..parts.len() - 1)?;
            if within.iter().any(Vec::is_empty) {
                return None;
            }
            Filter::Substrings(name, parts)
        }
        _ => Filter::Equal(name, octets(value)?),
    };
    Some((filter, rest))
}

/// A value, in which `\2a` is an asterisk.
fn octets(text: &str) -> Option<Vec<u8>> {
    let mut found = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => {
                let mut digit = || char::from(bytes.next()?).to_digit(16);
                found.push(u8::try_from(digit()? * 16 + digit()?).ok()?);
            }
            b'*' | b'(' | 0 => return None,
            byte => found.push(byte),
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_read_as_the_standard_writes_them() {
        let equal = |name: &str, value: &str| Filter::Equal(name.into(), value.into());
        for (text, expected) in [
            ("(cn=Babs Jensen)", equal("cn", "Babs Jensen")),
            ("(!(cn=Tim))", Filter::Not(Box::new(equal("cn", "Tim")))),
            ("(o=univ*of*mich*)", Filter::Substrings("o".into(), ["univ", "of", "mich", ""].map(Into::into).to_vec())),
            (
                "(&(a=*)(|(b>=1)(c<=2)))",
                Filter::And(vec![
                    Filter::Present("a".into()),
                    Filter::Or(vec![
                        Filter::AtLeast("b".into(), b"1".to_vec()),
                        Filter::AtMost("c".into(), b"2".to_vec()),
                    ]),
                ]),
            ),
            (r"(o=Parens R Us \28for all\29)", equal("o", "Parens R Us (for all)")),
            (r"(cn=*\2A*)", Filter::Substrings("cn".into(), ["", "*", ""].map(Into::into).to_vec())),
            ("(seeAlso=)", equal("seeAlso", "")),
        ] {
            assert_eq!(text.parse::<Filter>().unwrap(), expected, "{text}");
        }
        let deep = "(!".repeat(500) + "(a=b)" + &")".repeat(500);
        for wrong in [
            "", "a=b", "(a=b", "(a=b)x", "(&)", "(=b)", "(a b=c)", r"(a=\2)", r"(a=\zz)", "(a=**)", "(a=b**c)",
            "(é=(b)", &deep,
        ] {
            assert!(wrong.parse::<Filter>().is_err(), "{wrong}");
        }
    }
}
