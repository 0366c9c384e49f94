//! From names to numbers and back.

use super::{Names, Object, ObjectKind, index};
use crate::error::{Error, Result};
use crate::value::Oid;

/// Names that are shown where one is not found.
const SHOWN: usize = 4;

impl Names {
    /// The number of a name: `IF-MIB::ifHCInOctets.3`, `ifHCInOctets.3`, `ifHCInOctets`, `dot1dTpFdbPort.00:1e:58:a3:2f:cd`,
    /// `ipAddressIfIndex.ipv4."10.0.0.1"`, `enterprises.9.1.516`, `1.3.6.1.2.1.1.5.0`.
    ///
    /// After the name comes the index of a row, part by part, each in words or in numbers; text is in double or single
    /// quotes.
    ///
    /// # Errors
    /// [`Error::Invalid`] where the name is not known, where several modules have it and none is named, or where the
    /// index is none.
    pub fn lookup(&self, name: &str) -> Result<Oid> {
        let invalid = |expected: String| Error::invalid("name of a variable", name, expected);
        let text = name.trim();
        if text.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
            return text.parse();
        }
        let is_word = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        let (module, rest) = match text.split_once("::").filter(|(module, _)| is_word(module)) {
            Some((module, rest)) => (Some(module), rest),
            None => (None, text),
        };
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')).unwrap_or(rest.len());
        let (own, instance) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let found = self.by_name.get(own).into_iter().flatten().filter_map(|oid| Some((oid, self.objects.get(oid)?)));
        let found: Vec<(&Oid, &Object)> =
            found.filter(|(_, object)| module.is_none_or(|module| module == object.module)).collect();
        match found.as_slice() {
            [] => Err(invalid(self.near(module, own))),
            [(oid, object)] => index::read(&object.index, instance)
                .map_err(invalid)
                .and_then(|arcs| self.limited(oid.child(&arcs), name)),
            several => {
                let names: Vec<String> = several.iter().map(|(_, it)| format!("{}::{}", it.module, it.name)).collect();
                Err(invalid(format!("several modules have it: say {}", names.join(" or "))))
            }
        }
    }

    fn limited(&self, oid: Oid, name: &str) -> Result<Oid> {
        if oid.len() > Oid::MAX_ARCS {
            return Err(Error::invalid("name of a variable", name, "an object identifier has at most 128 arcs"));
        }
        Ok(oid)
    }

    /// What could have been meant.
    fn near(&self, module: Option<&str>, own: &str) -> String {
        if let Some(module) = module.filter(|module| !self.objects.values().any(|object| object.module == *module)) {
            return format!("no module {module} is known here; there are {}", listed(&self.modules()));
        }
        let lower = own.to_ascii_lowercase();
        let close = |candidate: &&String| {
            let candidate = candidate.to_ascii_lowercase();
            candidate == lower || (lower.len() >= 4 && (candidate.starts_with(&lower) || lower.starts_with(&candidate)))
        };
        let names: Vec<String> = self.by_name.keys().filter(close).take(SHOWN).cloned().collect();
        if names.is_empty() {
            "no such name is known here; numbers such as 1.3.6.1.2.1.1.5.0 always are".to_owned()
        } else {
            format!("no such name is known here; there is {}", names.join(", "))
        }
    }

    /// The name of a number: of an object, of an instance of one, or of something below a place with a name; `None`
    /// where nothing but the root of the tree has a name.
    ///
    /// ```
    /// use netwarden::mib::Names;
    ///
    /// let name = |oid: &str| Names::standard().name_of(&oid.parse().unwrap());
    /// assert_eq!(name("1.3.6.1.2.1.1.5.0").as_deref(), Some("SNMPv2-MIB::sysName.0"));
    /// assert_eq!(name("1.3.6.1.4.1.9.1.516").as_deref(), Some("SNMPv2-SMI::enterprises.9.1.516"));
    /// assert_eq!(name("1.3.6.1.6.3.1.1.5.3").as_deref(), Some("IF-MIB::linkDown"));
    /// assert_eq!(name("2.5.4"), None);
    /// ```
    #[must_use]
    pub fn name_of(&self, name: &Oid) -> Option<String> {
        let (oid, object) = self.nearest(name)?;
        let rest = name.suffix_of(oid)?;
        if oid.len() < 2 && !rest.is_empty() {
            return None; // `iso.9.8.7` says nothing
        }
        let index: &[_] = if object.kind == ObjectKind::Column { &object.index } else { &[] };
        Some(format!("{}::{}{}", object.module, object.name, index::show(index, rest)))
    }
}

fn listed(names: &[String]) -> String {
    let more = if names.len() > SHOWN { ", …" } else { "" };
    format!("{}{more}", names.get(..SHOWN).unwrap_or(names).join(", "))
}
