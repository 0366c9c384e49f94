//! Checks and notifiers that the program itself brings: each describes what it asks for, is registered by a name, may be
//! disabled, has a limit of time, and cannot take others down with it.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use tokio::task::AbortHandle;
use zeroize::Zeroizing;

use crate::check::{CheckResult, Fact, InputField, InputForm, InputValue, Inputs, Perfdata, Status};
use crate::error::{Error, Result};

/// What a check or a notifier does, when it is done.
pub type Work<T> = Pin<Box<dyn Future<Output = std::result::Result<T, String>> + Send>>;

/// What a check or a notifier says of itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    /// What people call it.
    pub title: String,
    /// What it does.
    pub description: String,
    /// What it asks for.
    pub form: InputForm,
}

impl About {
    /// Something that asks for nothing.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// Explains it.
    #[must_use]
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = text.into();
        self
    }

    /// What it asks for.
    ///
    /// # Errors
    /// As [`InputForm::new`].
    pub fn fields(mut self, fields: impl IntoIterator<Item = InputField>) -> Result<Self> {
        self.form = InputForm::new(fields)?;
        Ok(self)
    }
}

/// What a check or a notifier is given.
#[derive(Clone)]
pub struct Ask {
    /// What is checked or told of, for people.
    pub target: String,
    /// How long it may take; then it is given up.
    pub timeout: Duration,
    input: Inputs,
    secrets: BTreeMap<String, Zeroizing<String>>,
}

impl fmt::Debug for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The input names secrets; they themselves are not shown.
        f.debug_struct("Ask")
            .field("target", &self.target)
            .field("timeout", &self.timeout)
            .field("input", &self.input)
            .finish()
    }
}

impl Ask {
    /// What was filled in, by the ids of the form; a secret is its name here.
    #[must_use]
    pub fn input(&self) -> &Inputs {
        &self.input
    }

    /// The text of a field.
    #[must_use]
    pub fn text(&self, id: &str) -> Option<&str> {
        match self.input.get(id)? {
            InputValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number of a field.
    #[must_use]
    pub fn number(&self, id: &str) -> Option<f64> {
        match self.input.get(id)? {
            InputValue::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// Whether a field says yes.
    #[must_use]
    pub fn is(&self, id: &str) -> bool {
        self.input.get(id) == Some(&InputValue::Boolean(true))
    }

    /// All of it as JSON, for a check or a notifier in another language: `target`, `timeout_ms`, `input`, in which a secret
    /// stands as it is.
    #[must_use]
    pub fn to_json(&self) -> Zeroizing<String> {
        let input: serde_json::Map<String, serde_json::Value> = self
            .input
            .iter()
            .map(|(id, value)| {
                let value = match value {
                    InputValue::Boolean(value) => (*value).into(),
                    InputValue::Number(value) => whole(*value),
                    InputValue::Text(text) => text.as_str().into(),
                    InputValue::Secret { .. } => self.secret(id).into(),
                };
                (id.clone(), value)
            })
            .collect();
        let timeout_ms = u64::try_from(self.timeout.as_millis()).unwrap_or(u64::MAX);
        let whole = serde_json::json!({"target": self.target, "timeout_ms": timeout_ms, "input": input});
        Zeroizing::new(whole.to_string())
    }

    /// The secret of a field.
    #[must_use]
    pub fn secret(&self, id: &str) -> Option<&str> {
        self.secrets.get(id).map(|secret| secret.as_str())
    }
}

/// What a check of the program's own found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Answer {
    /// What it is.
    pub status: Status,
    /// A sentence for people: `closed since 3 h`.
    pub summary: String,
    /// What it measured.
    pub perfdata: Vec<Perfdata>,
    /// What is good to know.
    pub facts: Vec<Fact>,
}

impl Answer {
    /// An answer.
    #[must_use]
    pub fn new(status: Status, summary: impl Into<String>) -> Self {
        Self { status, summary: summary.into(), ..Self::default() }
    }

    /// Reads what a check in another language answered: `status`, `summary`, `perfdata` as a list or as a plugin writes it,
    /// `facts`.
    ///
    /// # Errors
    /// [`Error::Invalid`] where it is something else.
    pub fn from_json(text: &str) -> Result<Self> {
        let wrong = |reason: String| Error::invalid("answer", text.chars().take(80).collect::<String>(), reason);
        let mut value: serde_json::Value = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
        if !value.is_object() {
            return Err(wrong("an object with a status and a summary is expected".to_string()));
        }
        if let Some(written) = value.get("perfdata").and_then(serde_json::Value::as_str) {
            let read = Perfdata::parse_all(written)?;
            value["perfdata"] = serde_json::to_value(read).map_err(|error| wrong(error.to_string()))?;
        }
        serde_json::from_value(value).map_err(|error| wrong(error.to_string()))
    }
}

/// A number as JSON, a whole one without a point.
#[allow(clippy::cast_possible_truncation)] // within what f64 holds exactly
fn whole(value: f64) -> serde_json::Value {
    if value.fract() == 0.0 && value.abs() < 9e15 { (value as i64).into() } else { value.into() }
}

/// A check that the program brings.
pub trait Check: Send + Sync + 'static {
    /// What it says of itself; asked once, when it is registered.
    fn about(&self) -> About;

    /// One attempt. An error is UNKNOWN: the check could not tell. A target that fails is an [`Answer`].
    ///
    /// What blocks belongs on a thread of its own (`tokio::task::spawn_blocking`), else the limit of time cannot end it.
    fn attempt(&self, ask: Ask) -> Work<Answer>;
}

/// What people are told.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Notice {
    /// In a few words: `CRITICAL shop.example.org answered 503`.
    pub title: String,
    /// All that is to be said.
    pub text: String,
    /// The result that it is about, where there is one.
    pub result: Option<CheckResult>,
}

/// A way to tell people, that the program brings.
pub trait Notifier: Send + Sync + 'static {
    /// What it says of itself; asked once, when it is registered.
    fn about(&self) -> About;

    /// Tells it once. An error says why that was not possible.
    fn notify(&self, ask: Ask, notice: Notice) -> Work<()>;
}

/// What became of a notice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    /// Why it was not delivered; `None` where it was.
    pub failure: Option<String>,
    /// How long it took, in milliseconds.
    pub took_ms: f64,
}

/// What is registered under a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Registered {
    /// The name.
    pub name: String,
    /// Whether it may be used.
    pub enabled: bool,
    /// What people call it.
    pub title: String,
    /// What it does.
    pub description: String,
    /// What it asks for.
    pub fields: Vec<InputField>,
}

struct Entry<T: ?Sized> {
    about: About,
    enabled: bool,
    made: Arc<T>,
}

type Entries<T> = RwLock<BTreeMap<String, Entry<T>>>;

/// The checks and the notifiers that a program brings, by their names. A clone is the same registry.
///
/// ```
/// use netwarden::check::{self, InputField, InputType, Status};
/// use netwarden::io::custom::{About, Answer, Ask, Check, Registry, Work};
/// use netwarden::io::probe::{ProbeOptions, run_with};
///
/// struct Door;
///
/// impl Check for Door {
///     fn about(&self) -> About {
///         About::new("Door").description("Whether a door stands open")
///     }
///
///     fn attempt(&self, _: Ask) -> Work<Answer> {
///         Box::pin(async { Ok(Answer::new(Status::Warning, "open since 3 min")) })
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> netwarden::Result<()> {
/// let registry = Registry::new();
/// registry.add_check("door", Door)?;
/// let options = ProbeOptions::new().registry(registry);
/// let result = run_with(&check::custom("door").target("front door").spec()?, &options).await?;
/// assert_eq!(result.to_string(), "WARNING front door says that it is not well: open since 3 min");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct Registry {
    checks: Arc<Entries<dyn Check>>,
    notifiers: Arc<Entries<dyn Notifier>>,
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry").field("checks", &self.checks()).field("notifiers", &self.notifiers()).finish()
    }
}

impl Registry {
    /// One without anything.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Registers a check, enabled.
    ///
    /// # Errors
    /// [`Error::Invalid`] where the name is empty, too long, or taken.
    pub fn add_check(&self, name: &str, check: impl Check) -> Result<()> {
        let about = check.about();
        add(&self.checks, name, Entry { about, enabled: true, made: Arc::new(check) })
    }

    /// Registers a notifier, enabled.
    ///
    /// # Errors
    /// As [`add_check`](Self::add_check).
    pub fn add_notifier(&self, name: &str, notifier: impl Notifier) -> Result<()> {
        let about = notifier.about();
        add(&self.notifiers, name, Entry { about, enabled: true, made: Arc::new(notifier) })
    }

    /// The checks, by their names.
    #[must_use]
    pub fn checks(&self) -> Vec<Registered> {
        list(&self.checks)
    }

    /// The notifiers, by their names.
    #[must_use]
    pub fn notifiers(&self) -> Vec<Registered> {
        list(&self.notifiers)
    }

    /// What a check asks for, as JSON Schema.
    #[must_use]
    pub fn check_schema(&self, name: &str) -> Option<serde_json::Value> {
        find(&self.checks, name).map(|(about, ..)| about.form.schema())
    }

    /// What a notifier asks for, as JSON Schema.
    #[must_use]
    pub fn notifier_schema(&self, name: &str) -> Option<serde_json::Value> {
        find(&self.notifiers, name).map(|(about, ..)| about.form.schema())
    }

    /// Lets a check be used, or not: attempts are UNKNOWN then. Whether there is one.
    pub fn enable_check(&self, name: &str, enabled: bool) -> bool {
        enable(&self.checks, name, enabled)
    }

    /// Lets a notifier be used, or not: nothing is delivered then. Whether there is one.
    pub fn enable_notifier(&self, name: &str, enabled: bool) -> bool {
        enable(&self.notifiers, name, enabled)
    }

    /// Forgets a check; attempts that run come to their end. Whether there was one.
    pub fn remove_check(&self, name: &str) -> bool {
        self.checks.write().unwrap_or_else(PoisonError::into_inner).remove(name).is_some()
    }

    /// Forgets a notifier. Whether there was one.
    pub fn remove_notifier(&self, name: &str) -> bool {
        self.notifiers.write().unwrap_or_else(PoisonError::into_inner).remove(name).is_some()
    }

    /// Tells `notice` by the notifier `name`, within `timeout`. `secrets` are those that `input` names.
    ///
    /// # Errors
    /// [`Error::Invalid`] where there is no such notifier, or it asks for something else. One that fails, panics, takes too long
    /// or is disabled is a [`Delivery`] with its reason.
    pub async fn notify(
        &self,
        name: &str,
        input: &Inputs,
        secrets: &BTreeMap<String, String>,
        notice: Notice,
        timeout: Duration,
    ) -> Result<Delivery> {
        let started = Instant::now();
        let Some((about, enabled, made)) = find(&self.notifiers, name) else {
            return Err(Error::invalid("notifier", name, format!("one of {} is expected", names(&self.notifiers))));
        };
        let input = about.form.read(input)?;
        let outcome = if enabled {
            let known = |secret: &str| secrets.get(secret).map(|text| Zeroizing::new(text.clone()));
            match reveal(&input, known) {
                Ok(secrets) => {
                    let ask = Ask { target: notice.title.clone(), timeout, input, secrets };
                    isolated(timeout, move || made.notify(ask, notice)).await
                }
                Err(missing) => Err(format!("there is no secret {missing:?}")),
            }
        } else {
            Err(format!("the notifier {name:?} is disabled"))
        };
        Ok(Delivery { failure: outcome.err(), took_ms: started.elapsed().as_secs_f64() * 1000.0 })
    }

    /// One attempt of a check: what it found, or why nothing could be found.
    pub(crate) async fn attempt(
        &self,
        name: &str,
        target: String,
        input: &Inputs,
        known: impl Fn(&str) -> Option<Zeroizing<String>>,
        timeout: Duration,
    ) -> Result<std::result::Result<Answer, Failure>> {
        let Some((about, enabled, made)) = find(&self.checks, name) else {
            let reason = format!("no check is registered as {name:?}; there are: {}", names(&self.checks));
            return Ok(Err(Failure::Other(reason)));
        };
        let input = about.form.read(input)?;
        if !enabled {
            return Ok(Err(Failure::Other(format!("the check {name:?} is disabled"))));
        }
        Ok(match reveal(&input, known) {
            Ok(secrets) => {
                let ask = Ask { target, timeout, input, secrets };
                isolated(timeout, move || made.attempt(ask)).await.map_err(Failure::Other)
            }
            Err(missing) => Err(Failure::Secret(missing)),
        })
    }
}

/// Why a check could not be tried.
pub(crate) enum Failure {
    /// There is no secret of that name.
    Secret(String),
    /// Anything else.
    Other(String),
}

fn add<T: ?Sized>(entries: &Entries<T>, name: &str, entry: Entry<T>) -> Result<()> {
    if name.is_empty() || name.len() > 64 || name.chars().any(char::is_control) {
        return Err(Error::invalid("name", name, "a name of 1 to 64 bytes without control characters is expected"));
    }
    let mut entries = entries.write().unwrap_or_else(PoisonError::into_inner);
    if entries.contains_key(name) {
        return Err(Error::invalid("name", name, "the name is taken: remove what it names first"));
    }
    entries.insert(name.to_string(), entry);
    Ok(())
}

fn list<T: ?Sized>(entries: &Entries<T>) -> Vec<Registered> {
    let entries = entries.read().unwrap_or_else(PoisonError::into_inner);
    let registered = |(name, entry): (&String, &Entry<T>)| Registered {
        name: name.clone(),
        enabled: entry.enabled,
        title: entry.about.title.clone(),
        description: entry.about.description.clone(),
        fields: entry.about.form.fields().to_vec(),
    };
    entries.iter().map(registered).collect()
}

fn names<T: ?Sized>(entries: &Entries<T>) -> String {
    let entries = entries.read().unwrap_or_else(PoisonError::into_inner);
    let names: Vec<&str> = entries.keys().map(String::as_str).collect();
    if names.is_empty() { "none".to_string() } else { names.join(", ") }
}

fn enable<T: ?Sized>(entries: &Entries<T>, name: &str, enabled: bool) -> bool {
    let mut entries = entries.write().unwrap_or_else(PoisonError::into_inner);
    entries.get_mut(name).map(|entry| entry.enabled = enabled).is_some()
}

fn find<T: ?Sized>(entries: &Entries<T>, name: &str) -> Option<(About, bool, Arc<T>)> {
    let entries = entries.read().unwrap_or_else(PoisonError::into_inner);
    entries.get(name).map(|entry| (entry.about.clone(), entry.enabled, Arc::clone(&entry.made)))
}

/// The secrets that an input names; else the name of the first that is not known.
fn reveal(
    input: &Inputs,
    known: impl Fn(&str) -> Option<Zeroizing<String>>,
) -> std::result::Result<BTreeMap<String, Zeroizing<String>>, String> {
    let named = input.iter().filter_map(|(id, value)| match value {
        InputValue::Secret { secret } => Some((id, secret)),
        _ => None,
    });
    named.map(|(id, secret)| Ok((id.clone(), known(secret).ok_or_else(|| secret.clone())?))).collect()
}

/// Ends a task that nobody waits for any more.
struct EndOnDrop(AbortHandle);

impl Drop for EndOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Runs foreign work in a task of its own: what panics or never ends fails alone.
async fn isolated<T: Send + 'static>(
    timeout: Duration,
    work: impl FnOnce() -> Work<T> + Send + 'static,
) -> std::result::Result<T, String> {
    let task = tokio::spawn(async move { work().await });
    let _end = EndOnDrop(task.abort_handle());
    match tokio::time::timeout(timeout, task).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(ended)) if ended.is_panic() => Err("it panicked".to_string()),
        Ok(Err(_)) => Err("it was ended with the program".to_string()),
        Err(_) => Err(format!("it took longer than {} ms", timeout.as_millis())),
    }
}

#[cfg(test)]
mod tests;
