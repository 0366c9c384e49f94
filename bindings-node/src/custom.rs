//! `Registry`: checks and notifiers that a program in JavaScript brings.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use napi::Status;
use napi::bindgen_prelude::{Env, Promise, PromiseRaw, Result};
use napi::threadsafe_function::ThreadsafeFunction;
use napi_derive::napi;
use netwarden::Error;
use netwarden::check::{InputField, Inputs};
use netwarden::io::custom::{self, About, Answer, Ask, Check, Notice, Notifier, Work};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::cancel::Cancel;
use crate::convert::Js;
use crate::data::{Delivery, Registered};
use crate::error::{promise, raise};

/// A function of JavaScript: a text in, the promise of a text out. It keeps no program alive.
type Called = ThreadsafeFunction<String, Promise<String>, String, Status, false, true>;

struct Function {
    function: Arc<Called>,
    about: About,
}

impl Function {
    fn call(&self, text: String) -> impl Future<Output = std::result::Result<String, String>> + Send + 'static {
        let function = Arc::clone(&self.function);
        async move {
            let said = function.call_async(text).await.map_err(|error| error.reason.to_string())?;
            said.await.map_err(|error| error.reason.to_string())
        }
    }
}

impl Check for Function {
    fn about(&self) -> About {
        self.about.clone()
    }

    fn attempt(&self, ask: Ask) -> Work<Answer> {
        let called = self.call(ask.to_json().to_string());
        Box::pin(async move { Answer::from_json(&called.await?).map_err(|error| error.to_string()) })
    }
}

impl Notifier for Function {
    fn about(&self) -> About {
        self.about.clone()
    }

    fn notify(&self, ask: Ask, notice: Notice) -> Work<()> {
        let notice = serde_json::to_string(&notice).unwrap_or_default();
        let called = self.call(format!("[{},{notice}]", *ask.to_json()));
        Box::pin(async move { called.await.map(|_| ()) })
    }
}

#[derive(Deserialize)]
struct Told {
    input: Inputs,
    secrets: BTreeMap<String, String>,
    notice: Notice,
    timeout_ms: u64,
}

fn read<T: DeserializeOwned>(argument: &str, text: &str) -> netwarden::Result<T> {
    serde_json::from_str(text).map_err(|error| Error::invalid(argument, argument, error.to_string()))
}

fn about(title: &str, description: &str, fields: &str) -> netwarden::Result<About> {
    About::new(title).description(description).fields(read::<Vec<InputField>>("fields", fields)?)
}

/// The checks and the notifiers that a program brings, by their names.
#[napi]
pub struct Registry {
    pub(crate) core: custom::Registry,
}

#[napi]
impl Registry {
    #[napi(constructor)]
    #[allow(clippy::new_without_default)] // a constructor of JavaScript
    pub fn new() -> Self {
        Self { core: custom::Registry::new() }
    }

    #[napi]
    pub fn add_check(
        &self,
        env: &Env,
        name: String,
        function: Called,
        title: String,
        description: String,
        fields: String,
    ) -> Result<()> {
        let function = Arc::new(function);
        let added = about(&title, &description, &fields)
            .and_then(|about| self.core.add_check(&name, Function { function, about }));
        added.map_err(|error| raise(env, &error))
    }

    #[napi]
    pub fn add_notifier(
        &self,
        env: &Env,
        name: String,
        function: Called,
        title: String,
        description: String,
        fields: String,
    ) -> Result<()> {
        let function = Arc::new(function);
        let added = about(&title, &description, &fields)
            .and_then(|about| self.core.add_notifier(&name, Function { function, about }));
        added.map_err(|error| raise(env, &error))
    }

    #[napi]
    pub fn checks(&self) -> Vec<Registered> {
        self.core.checks().js()
    }

    #[napi]
    pub fn notifiers(&self) -> Vec<Registered> {
        self.core.notifiers().js()
    }

    #[napi]
    pub fn enable_check(&self, name: String, enabled: bool) -> bool {
        self.core.enable_check(&name, enabled)
    }

    #[napi]
    pub fn enable_notifier(&self, name: String, enabled: bool) -> bool {
        self.core.enable_notifier(&name, enabled)
    }

    #[napi]
    pub fn remove_check(&self, name: String) -> bool {
        self.core.remove_check(&name)
    }

    #[napi]
    pub fn remove_notifier(&self, name: String) -> bool {
        self.core.remove_notifier(&name)
    }

    #[napi]
    pub fn check_schema(&self, name: String) -> Option<String> {
        self.core.check_schema(&name).map(|schema| schema.to_string())
    }

    #[napi]
    pub fn notifier_schema(&self, name: String) -> Option<String> {
        self.core.notifier_schema(&name).map(|schema| schema.to_string())
    }

    #[napi]
    pub fn notify<'env>(
        &self,
        env: &'env Env,
        name: String,
        told: String,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Delivery>> {
        let told: Told = read("notice", &told).map_err(|error| raise(env, &error))?;
        let core = self.core.clone();
        let work = async move {
            let timeout = Duration::from_millis(told.timeout_ms);
            core.notify(&name, &told.input, &told.secrets, told.notice, timeout).await
        };
        promise(env, Cancel::watch(cancel, work), Js::js)
    }
}
