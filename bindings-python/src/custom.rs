//! `Registry`: checks and notifiers that a program in Python brings.

use std::collections::BTreeMap;
use std::time::Duration;

use netwarden::check::{InputField, Inputs};
use netwarden::io::custom::{self, About, Answer, Ask, Check, Notice, Notifier, Work};
use pyo3::prelude::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::convert::ToPy;
use crate::error::raise;
use crate::runtime;

/// The checks and the notifiers that a program brings, by their names.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct Registry {
    pub(crate) core: custom::Registry,
}

/// A function of Python: a text in, a text out.
struct Function {
    function: Py<PyAny>,
    about: About,
}

impl Function {
    /// Calls it on a thread of its own, as it may block.
    fn call(
        &self,
        ask: &Ask,
        notice: Option<&Notice>,
    ) -> impl Future<Output = Result<String, String>> + Send + 'static {
        let function = Python::attach(|py| self.function.clone_ref(py));
        let ask = ask.to_json();
        let notice = notice.and_then(|notice| serde_json::to_string(notice).ok());
        async move {
            let called = tokio::task::spawn_blocking(move || {
                Python::attach(|py| {
                    let said = match &notice {
                        Some(notice) => function.call1(py, (ask.as_str(), notice)),
                        None => function.call1(py, (ask.as_str(),)),
                    };
                    said.and_then(|said| said.extract::<String>(py)).map_err(|error| error.value(py).to_string())
                })
            });
            called.await.unwrap_or_else(|_| Err("it was ended with the program".to_string()))
        }
    }
}

impl Check for Function {
    fn about(&self) -> About {
        self.about.clone()
    }

    fn attempt(&self, ask: Ask) -> Work<Answer> {
        let called = self.call(&ask, None);
        Box::pin(async move { Answer::from_json(&called.await?).map_err(|error| error.to_string()) })
    }
}

impl Notifier for Function {
    fn about(&self) -> About {
        self.about.clone()
    }

    fn notify(&self, ask: Ask, notice: Notice) -> Work<()> {
        let called = self.call(&ask, Some(&notice));
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

fn read<T: DeserializeOwned>(argument: &str, text: &str) -> PyResult<T> {
    serde_json::from_str(text).map_err(|error| raise(&netwarden::Error::invalid(argument, argument, error.to_string())))
}

impl Registry {
    fn notifying(
        &self,
        name: String,
        told: &str,
    ) -> PyResult<impl Future<Output = PyResult<Delivered>> + Send + 'static> {
        let (core, told) = (self.core.clone(), read::<Told>("notice", told)?);
        Ok(async move {
            let timeout = Duration::from_millis(told.timeout_ms);
            let done = core.notify(&name, &told.input, &told.secrets, told.notice, timeout).await;
            done.map(Delivered).map_err(|error| raise(&error))
        })
    }
}

/// A delivery on its way to the thread that may make objects.
struct Delivered(custom::Delivery);

impl<'py> IntoPyObject<'py> for Delivered {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Self::Output> {
        self.0.to_py(py)
    }
}

#[pymethods]
impl Registry {
    #[new]
    fn new() -> Self {
        Self { core: custom::Registry::new() }
    }

    fn add_check(&self, name: &str, function: Py<PyAny>, title: &str, description: &str, fields: &str) -> PyResult<()> {
        let about = about(title, description, fields)?;
        self.core.add_check(name, Function { function, about }).map_err(|error| raise(&error))
    }

    fn add_notifier(
        &self,
        name: &str,
        function: Py<PyAny>,
        title: &str,
        description: &str,
        fields: &str,
    ) -> PyResult<()> {
        let about = about(title, description, fields)?;
        self.core.add_notifier(name, Function { function, about }).map_err(|error| raise(&error))
    }

    fn checks<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.core.checks().to_py(py)
    }

    fn notifiers<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.core.notifiers().to_py(py)
    }

    fn enable_check(&self, name: &str, enabled: bool) -> bool {
        self.core.enable_check(name, enabled)
    }

    fn enable_notifier(&self, name: &str, enabled: bool) -> bool {
        self.core.enable_notifier(name, enabled)
    }

    fn remove_check(&self, name: &str) -> bool {
        self.core.remove_check(name)
    }

    fn remove_notifier(&self, name: &str) -> bool {
        self.core.remove_notifier(name)
    }

    fn check_schema(&self, name: &str) -> Option<String> {
        self.core.check_schema(name).map(|schema| schema.to_string())
    }

    fn notifier_schema(&self, name: &str) -> Option<String> {
        self.core.notifier_schema(name).map(|schema| schema.to_string())
    }

    fn notify<'py>(&self, py: Python<'py>, name: String, told: &str) -> PyResult<Bound<'py, PyAny>> {
        runtime::spawn(py, self.notifying(name, told)?)
    }

    fn notify_blocking<'py>(&self, py: Python<'py>, name: String, told: &str) -> PyResult<Bound<'py, PyAny>> {
        runtime::block_on(py, self.notifying(name, told)?, |_| Ok(()))?.into_pyobject(py)
    }
}

fn about(title: &str, description: &str, fields: &str) -> PyResult<About> {
    let about = About::new(title).description(description).fields(read::<Vec<InputField>>("fields", fields)?);
    about.map_err(|error| raise(&error))
}
