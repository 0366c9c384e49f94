//! `Registry`: checks and notifiers that a program in Kotlin brings.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use netwarden::Error;
use netwarden::check::{InputField, Inputs};
use netwarden::io::custom::{About, Answer, Ask, Check, Delivery, Notice, Notifier, Registered, Registry, Work};

use crate::error::NativeException;
use crate::live::Alive;

/// Why a function of Kotlin came to nothing.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum NativeFailure {
    /// What it threw.
    #[error("{reason}")]
    Thrown {
        /// In words.
        reason: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for NativeFailure {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Thrown { reason: error.reason }
    }
}

/// A function of Kotlin: texts in, a text out.
#[uniffi::export(with_foreign)]
#[async_trait::async_trait]
pub trait NativeFunction: Send + Sync {
    async fn call(&self, ask: String, notice: Option<String>) -> Result<String, NativeFailure>;
}

struct Function {
    function: Arc<dyn NativeFunction>,
    about: About,
}

impl Check for Function {
    fn about(&self) -> About {
        self.about.clone()
    }

    fn attempt(&self, ask: Ask) -> Work<Answer> {
        let function = Arc::clone(&self.function);
        Box::pin(async move {
            let said = function.call(ask.to_json().to_string(), None).await.map_err(|error| error.to_string())?;
            Answer::from_json(&said).map_err(|error| error.to_string())
        })
    }
}

impl Notifier for Function {
    fn about(&self) -> About {
        self.about.clone()
    }

    fn notify(&self, ask: Ask, notice: Notice) -> Work<()> {
        let function = Arc::clone(&self.function);
        Box::pin(async move {
            let notice = serde_json::to_string(&notice).map_err(|error| error.to_string())?;
            let said = function.call(ask.to_json().to_string(), Some(notice)).await;
            said.map(|_| ()).map_err(|error| error.to_string())
        })
    }
}

/// The checks and the notifiers that a program brings; `io.netwarden.Registry` wraps it.
#[derive(uniffi::Object)]
pub struct NativeRegistry {
    core: Registry,
}

impl NativeRegistry {
    pub(crate) fn core(&self) -> Registry {
        self.core.clone()
    }
}

fn about(title: &str, description: &str, fields: Vec<InputField>) -> Result<About, Error> {
    About::new(title).description(description).fields(fields)
}

#[uniffi::export(async_runtime = "tokio")]
impl NativeRegistry {
    #[uniffi::constructor]
    pub fn new() -> Arc<Self> {
        Arc::new(Self { core: Registry::new() })
    }

    pub fn add_check(
        &self,
        name: &str,
        function: Arc<dyn NativeFunction>,
        title: &str,
        description: &str,
        fields: Vec<InputField>,
    ) -> Result<(), NativeException> {
        let about = about(title, description, fields)?;
        Ok(self.core.add_check(name, Function { function, about })?)
    }

    pub fn add_notifier(
        &self,
        name: &str,
        function: Arc<dyn NativeFunction>,
        title: &str,
        description: &str,
        fields: Vec<InputField>,
    ) -> Result<(), NativeException> {
        let about = about(title, description, fields)?;
        Ok(self.core.add_notifier(name, Function { function, about })?)
    }

    pub fn checks(&self) -> Vec<Registered> {
        self.core.checks()
    }

    pub fn notifiers(&self) -> Vec<Registered> {
        self.core.notifiers()
    }

    pub fn enable_check(&self, name: &str, enabled: bool) -> bool {
        self.core.enable_check(name, enabled)
    }

    pub fn enable_notifier(&self, name: &str, enabled: bool) -> bool {
        self.core.enable_notifier(name, enabled)
    }

    pub fn remove_check(&self, name: &str) -> bool {
        self.core.remove_check(name)
    }

    pub fn remove_notifier(&self, name: &str) -> bool {
        self.core.remove_notifier(name)
    }

    pub fn check_schema(&self, name: &str) -> Option<String> {
        self.core.check_schema(name).map(|schema| schema.to_string())
    }

    pub fn notifier_schema(&self, name: &str) -> Option<String> {
        self.core.notifier_schema(name).map(|schema| schema.to_string())
    }

    pub async fn notify(
        &self,
        name: &str,
        title: String,
        text: String,
        input: crate::check::Inputs,
        secrets: HashMap<String, String>,
        timeout_ms: u64,
    ) -> Result<Delivery, NativeException> {
        let _alive = Alive::new();
        let (input, secrets): (Inputs, _) = (input.into_iter().collect(), secrets.into_iter().collect());
        let notice = Notice { title, text, result: None };
        Ok(self.core.notify(name, &input, &secrets, notice, Duration::from_millis(timeout_ms)).await?)
    }
}

/// What is told, read back.
#[derive(uniffi::Record)]
pub struct NativeNotice {
    pub title: String,
    pub text: String,
}

#[uniffi::export]
pub fn native_notice(text: &str) -> NativeNotice {
    let Notice { title, text, .. } = serde_json::from_str(text).unwrap_or_default();
    NativeNotice { title, text }
}

/// An answer, as it crosses.
#[uniffi::export]
pub fn native_answer_json(
    status: netwarden::check::Status,
    summary: &str,
    perfdata: &str,
    facts: HashMap<String, String>,
) -> String {
    let facts: Vec<_> = facts.iter().map(|(name, value)| serde_json::json!({"name": name, "value": value})).collect();
    serde_json::json!({"status": status, "summary": summary, "perfdata": perfdata, "facts": facts}).to_string()
}
