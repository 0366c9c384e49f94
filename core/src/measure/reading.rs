use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{ColumnSpec, Group, Quantity, Watch};
use crate::error::{Error, Result};

/// Reads what people write; an error names the part that is wrong.
pub(super) fn read<T: DeserializeOwned>(what: &str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| {
        // The document is read again, part by part, for the place that a person looks for.
        let parsed = serde_json::from_str::<Value>(text).ok();
        let (place, reason) =
            parsed.as_ref().and_then(wrong_group).unwrap_or_else(|| (String::new(), error.to_string()));
        Error::invalid(what, if place.is_empty() { shortened(text) } else { place }, without_place(&reason))
    })
}

/// The first group of a template that cannot be read: where in it, and why.
fn wrong_group(template: &Value) -> Option<(String, String)> {
    (0..).zip(template.get("groups")?.as_array()?).find_map(|(number, group)| {
        let reason = wrong::<Group>(group)?;
        let of_group = called("group", number, group, "name");
        let within = wrong_part::<ColumnSpec>(group, "columns", "column", "name")
            .or_else(|| wrong_part::<Quantity>(group, "quantities", "quantity", "object"))
            .or_else(|| wrong_part::<Watch>(group, "watches", "watch", "object"));
        Some(match within {
            Some((part, reason)) => (format!("{of_group}, {part}"), reason),
            None => (of_group, reason),
        })
    })
}

fn wrong_part<T: DeserializeOwned>(group: &Value, list: &str, part: &str, name: &str) -> Option<(String, String)> {
    (0..).zip(group.get(list)?.as_array()?).find_map(|(number, given)| {
        let reason = wrong::<T>(given)?;
        Some((called(part, number, given, name), reason))
    })
}

fn wrong<T: DeserializeOwned>(given: &Value) -> Option<String> {
    serde_json::from_value::<T>(given.clone()).err().map(|error| error.to_string())
}

/// `group traffic`, or `group 3` for one without a name.
fn called(part: &str, number: u32, given: &Value, name: &str) -> String {
    match given.get(name).and_then(Value::as_str) {
        Some(name) => format!("{part} {}", shortened(name)),
        None => format!("{part} {}", number.saturating_add(1)),
    }
}

/// Line and column of what a program wrote help nobody.
fn without_place(reason: &str) -> &str {
    reason.split_once(" at line ").map_or(reason, |(reason, _)| reason)
}

fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let begin: String = text.chars().take(LONGEST).collect();
    format!("{begin}…")
}

#[cfg(test)]
mod tests {
    use super::super::{RowFacts, Template, standard};

    #[test]
    fn a_wrong_template_is_told_with_its_place() {
        let good = serde_json::to_string(&standard::interfaces_only()).unwrap();
        assert_eq!(Template::from_json(&good).unwrap(), standard::interfaces_only());
        for (from, to, told) in [
            ("\"interval_ms\":60000", "\"intervall_ms\":60000", ["group ports", "intervall_ms"]),
            ("\"unit\":\"octets\"", "\"unti\":\"octets\"", ["group traffic, quantity in_octets", "unti"]),
            ("\"kind\":\"counter64\"", "\"kind\":\"counter65\"", ["group traffic, column ifHCInOctets", "counter65"]),
            ("\"kind\":\"utilisation\",", "\"kind\":\"use\",", ["quantity in_utilisation", "use"]),
            ("\"limit\":\"octets\"", "\"limti\":\"octets\"", ["quantity in_octets", "limti"]),
            ("\"groups\":", "\"group\":", ["template", "group"]),
            ("{", "", ["template", "{"]),
            ("\"object\":\"in_octets\"", "\"object\":\"out_octets\"", ["traffic: out_octets", "a name of its own"]),
        ] {
            assert!(good.contains(from), "{from}");
            let error = Template::from_json(&good.replacen(from, to, 1)).unwrap_err();
            let message = error.to_string();
            assert_eq!(error.code(), "invalid");
            assert!(told.iter().all(|part| message.contains(part)), "{message}");
        }
    }

    #[test]
    fn what_is_long_is_told_short() {
        let error = super::read::<RowFacts>("row", &"x".repeat(10_000)).unwrap_err().to_string();
        assert!(error.len() < 200, "{error}");
    }
}
