//! What an input form asks for: how checks and notifiers of other makers describe themselves.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::validate::bounded;
use crate::error::{Error, Result};

/// Fields of one form at most.
const MOST_FIELDS: usize = 100;
/// Bytes of one input at most.
const MOST_TEXT: usize = 65_536;

/// What a field of a form takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InputType {
    /// Any text.
    #[default]
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// Yes or no.
    Boolean,
    /// One of the options.
    Choice,
    /// A password, a key or a token, given by the name under which the prober's options have it.
    Secret,
}

/// A field of a form: what a person or a program fills in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct InputField {
    /// The name by which the input is given, such as `door`.
    pub id: String,
    /// What it takes.
    #[serde(rename = "type", alias = "kind")]
    pub kind: InputType,
    /// What people read above the field.
    pub title: String,
    /// What people read beside it.
    pub description: String,
    /// What a choice may be.
    pub options: Vec<String>,
    /// Whether it must be filled in.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
}

impl InputField {
    /// A field that may be left empty.
    #[must_use]
    pub fn new(id: impl Into<String>, kind: InputType, title: impl Into<String>) -> Self {
        Self { id: id.into(), kind, title: title.into(), ..Self::default() }
    }

    /// Explains it.
    #[must_use]
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = text.into();
        self
    }

    /// What a choice may be.
    #[must_use]
    pub fn options<T: Into<String>>(mut self, options: impl IntoIterator<Item = T>) -> Self {
        self.options = options.into_iter().map(Into::into).collect();
        self
    }

    /// It must be filled in.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    fn schema(&self) -> Value {
        let mut schema = match self.kind {
            InputType::Text => json!({"type": "string"}),
            InputType::Integer => json!({"type": "integer"}),
            InputType::Number => json!({"type": "number"}),
            InputType::Boolean => json!({"type": "boolean"}),
            InputType::Choice => json!({"type": "string", "enum": self.options}),
            InputType::Secret => secret_schema(),
        };
        schema["title"] = self.title.clone().into();
        schema["description"] = self.description.clone().into();
        schema
    }

    /// What was given, as the type of the field has it.
    fn read(&self, given: &InputValue) -> Result<InputValue> {
        let wrong = |expected: &str| Err(Error::invalid(self.id.clone(), given.shown(), expected));
        match (self.kind, given) {
            (InputType::Secret, InputValue::Secret { .. }) | (InputType::Boolean, InputValue::Boolean(_)) => {
                Ok(given.clone())
            }
            (InputType::Secret, _) => Err(Error::invalid(
                self.id.clone(),
                "a secret",
                "the name under which the prober's options have it is expected: {\"secret\": \"name\"}",
            )),
            (InputType::Boolean, InputValue::Text(text)) if text == "true" || text == "false" => {
                Ok(InputValue::Boolean(text == "true"))
            }
            (InputType::Boolean, _) => wrong("true or false is expected"),
            (InputType::Choice, InputValue::Text(text)) if self.options.contains(text) => Ok(given.clone()),
            (InputType::Choice, _) => wrong(&format!("one of {} is expected", self.options.join(", "))),
            (InputType::Text, InputValue::Text(text)) if text.len() <= MOST_TEXT => Ok(given.clone()),
            (InputType::Text, _) => wrong("a text of at most 65,536 bytes is expected"),
            (InputType::Integer | InputType::Number, _) => {
                let number = match given {
                    InputValue::Number(number) => Some(*number),
                    InputValue::Text(text) => text.trim().parse().ok(),
                    _ => None,
                };
                match number.filter(|number| number.is_finite()) {
                    Some(number) if self.kind == InputType::Number || number.fract() == 0.0 => {
                        Ok(InputValue::Number(number))
                    }
                    _ if self.kind == InputType::Integer => wrong("a whole number is expected"),
                    _ => wrong("a number is expected"),
                }
            }
        }
    }
}

fn secret_schema() -> Value {
    json!({
        "type": "object",
        "properties": {"secret": {"type": "string"}},
        "required": ["secret"],
        "additionalProperties": false,
    })
}

/// What is filled into a field. A number may come as a text, as forms of web pages send it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum InputValue {
    /// Yes or no.
    Boolean(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// The name of a secret that the prober's options have.
    Secret {
        /// The name.
        secret: String,
    },
}

impl InputValue {
    fn shown(&self) -> String {
        match self {
            Self::Boolean(value) => value.to_string(),
            Self::Number(value) => value.to_string(),
            Self::Text(text) => text.chars().take(80).collect(),
            Self::Secret { secret } => format!("the secret {secret:?}"),
        }
    }
}

impl From<&str> for InputValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_string())
    }
}

impl From<f64> for InputValue {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for InputValue {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

/// What is filled into a form, by the ids of its fields.
pub type Inputs = BTreeMap<String, InputValue>;

/// What something asks for: its fields, in the order in which people see them.
///
/// As JSON it is the list of its fields, each `{"id", "type", "title", "description", "options"}`.
///
/// ```
/// use netwarden::check::{InputField, InputForm, InputType};
///
/// let form = InputForm::new([
///     InputField::new("door", InputType::Choice, "Door").options(["front", "back"]).required(),
///     InputField::new("minutes", InputType::Integer, "Minutes that it may stand open"),
/// ])?;
/// let given = [("door".to_string(), "front".into()), ("minutes".to_string(), "5".into())].into();
/// assert_eq!(form.read(&given)?["minutes"], 5.0.into());
/// let wrong = [("door".to_string(), "cellar".into())].into();
/// assert!(form.read(&wrong).unwrap_err().to_string().contains("front, back"));
/// # Ok::<(), netwarden::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<InputField>", into = "Vec<InputField>")]
pub struct InputForm(Vec<InputField>);

impl TryFrom<Vec<InputField>> for InputForm {
    type Error = Error;

    fn try_from(fields: Vec<InputField>) -> Result<Self> {
        Self::new(fields)
    }
}

impl From<InputForm> for Vec<InputField> {
    fn from(form: InputForm) -> Self {
        form.0
    }
}

impl InputForm {
    /// A form of these fields.
    ///
    /// # Errors
    /// [`Error::Invalid`] where two have one id, an id is empty, a choice has no options, or something else has some.
    pub fn new(fields: impl IntoIterator<Item = InputField>) -> Result<Self> {
        let fields: Vec<InputField> = fields.into_iter().collect();
        if fields.len() > MOST_FIELDS {
            return Err(Error::invalid("form", format!("{} fields", fields.len()), "at most 100 fields are expected"));
        }
        for (at, field) in fields.iter().enumerate() {
            bounded("id", &field.id, 64)?;
            if fields.iter().take(at).any(|other| other.id == field.id) {
                return Err(Error::invalid("id", &field.id, "each field has an id of its own"));
            }
            match (field.kind, field.options.is_empty()) {
                (InputType::Choice, true) => {
                    return Err(Error::invalid("options", &field.id, "a choice has at least one option"));
                }
                (InputType::Choice, false) | (_, true) => {}
                (_, false) => return Err(Error::invalid("options", &field.id, "only a choice has options")),
            }
        }
        Ok(Self(fields))
    }

    /// Its fields.
    #[must_use]
    pub fn fields(&self) -> &[InputField] {
        &self.0
    }

    /// The same as JSON Schema (draft 2020-12).
    #[must_use]
    pub fn schema(&self) -> Value {
        let properties: Map<String, Value> = self.0.iter().map(|field| (field.id.clone(), field.schema())).collect();
        let required: Vec<&str> = self.0.iter().filter(|field| field.required).map(|field| field.id.as_str()).collect();
        json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        })
    }

    /// What was filled in, as the types of the fields have it.
    ///
    /// # Errors
    /// [`Error::Invalid`] that names the field: one that the form does not have, that is missing, or that takes something else.
    pub fn read(&self, given: &Inputs) -> Result<Inputs> {
        for id in given.keys() {
            if !self.0.iter().any(|field| field.id == *id) {
                let known: Vec<&str> = self.0.iter().map(|field| field.id.as_str()).collect();
                return Err(Error::invalid("input", id, format!("one of {} is expected", known.join(", "))));
            }
        }
        let mut read = Inputs::new();
        for field in &self.0 {
            match given.get(&field.id) {
                Some(value) => {
                    read.insert(field.id.clone(), field.read(value)?);
                }
                None if field.required => {
                    return Err(Error::invalid(field.id.clone(), "nothing", "it must be filled in"));
                }
                None => {}
            }
        }
        Ok(read)
    }
}
