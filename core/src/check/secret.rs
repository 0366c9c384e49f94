//! Passwords, keys and tokens in specs.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use super::validate::bounded;
use crate::error::{Error, Result};

/// A password, a key or a token.
///
/// In JSON it is a text, or `{"secret": "name"}` for one that `io::probe::ProbeOptions::secret` gives, so that a file of
/// checks holds none. A text is written as `{"hidden": true}`, never as it is, and is wiped from memory when it is dropped.
///
/// ```
/// use netwarden::check::Secret;
///
/// let given: Secret = "correct horse".into();
/// assert_eq!(format!("{given:?}"), "Secret(…)");
/// assert_eq!(serde_json::to_string(&given)?, r#"{"hidden":true}"#);
/// assert_eq!(serde_json::to_string(&Secret::named("mail"))?, r#"{"secret":"mail"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Form);

#[derive(Clone, PartialEq, Eq)]
enum Form {
    Given(Zeroizing<String>),
    Named(String),
    /// It was written and read again.
    Hidden,
}

impl Secret {
    /// One that the prober's options give under `name`.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self(Form::Named(name.into()))
    }

    /// The name under which the prober's options give it; `None` where the spec itself does.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match &self.0 {
            Form::Named(name) => Some(name),
            Form::Given(_) | Form::Hidden => None,
        }
    }

    /// What it is, where the spec itself gives it.
    pub(crate) fn given(&self) -> Option<&str> {
        match &self.0 {
            Form::Given(text) => Some(text),
            Form::Named(_) | Form::Hidden => None,
        }
    }

    pub(crate) fn validate(&self, field: &str) -> Result<()> {
        match &self.0 {
            Form::Given(text) if text.contains('\0') || text.len() > 65_536 => {
                Err(Error::invalid(field, "a secret", "at most 65,536 bytes without a NUL are expected"))
            }
            Form::Given(_) => Ok(()),
            Form::Named(name) => bounded(field, name, 256),
            Form::Hidden => {
                let expected =
                    "the secret was hidden when the check was written: give it again, or by {\"secret\": \"name\"}";
                Err(Error::invalid(field, "{\"hidden\": true}", expected))
            }
        }
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(Form::Given(Zeroizing::new(text.to_string())))
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Form::Given(Zeroizing::new(text)))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Named(name) => write!(f, "Secret::named({name:?})"),
            Form::Given(_) | Form::Hidden => f.write_str("Secret(…)"),
        }
    }
}

/// As it is written when it is no text.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
enum Written {
    Secret(String),
    Hidden(bool),
}

#[derive(Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Secret"))]
/// A password, a key or a token: a text, or {"secret": "name"} for one that the prober's options give.
enum Given {
    Text(String),
    Written(Written),
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Form::Named(name) => Written::Secret(name.clone()),
            Form::Given(_) | Form::Hidden => Written::Hidden(true),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // serde's own message would not repeat what was given either.
        Ok(Self(match Given::deserialize(deserializer)? {
            Given::Text(text) => Form::Given(Zeroizing::new(text)),
            Given::Written(Written::Secret(name)) => Form::Named(name),
            Given::Written(Written::Hidden(_)) => Form::Hidden,
        }))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Secret {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Secret".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Given::json_schema(generator)
    }
}
