//! The core's errors as the exceptions of `netwarden.errors`.

use netwarden::Error;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::convert::ToPy;

/// The exception for `error`: the class of its code, with the error's parts as attributes.
pub(crate) fn raise(error: &Error) -> PyErr {
    Python::attach(|py| match build(py, error) {
        Ok(exception) => PyErr::from_value(exception),
        Err(failed) => failed,
    })
}

fn build<'py>(py: Python<'py>, error: &Error) -> PyResult<Bound<'py, PyAny>> {
    let parts = PyDict::new(py);
    match error {
        Error::Unreachable { target, reason } => {
            parts.set_item("target", target)?;
            parts.set_item("reason", reason)?;
        }
        Error::Denied { target, denial } => {
            parts.set_item("target", target)?;
            parts.set_item("denial", denial.to_py(py)?)?;
        }
        Error::TimedOut { target, after_ms, attempts, hint } => {
            parts.set_item("target", target)?;
            parts.set_item("after_ms", after_ms)?;
            parts.set_item("attempts", attempts)?;
            parts.set_item("hint", Some(*hint).filter(|hint| !hint.is_empty()))?;
        }
        Error::Refused { target, status, index, variable, meaning } => {
            parts.set_item("target", target)?;
            parts.set_item("status", status)?;
            parts.set_item("index", index)?;
            parts.set_item("variable", variable)?;
            parts.set_item("meaning", meaning)?;
        }
        Error::Unconfirmed { target, what, reason } | Error::Protected { target, what, reason } => {
            parts.set_item("target", target)?;
            parts.set_item("what", what)?;
            parts.set_item("reason", reason)?;
        }
        Error::Malformed { origin, offset, reason } => {
            parts.set_item("origin", origin)?;
            parts.set_item("offset", offset)?;
            parts.set_item("reason", reason)?;
        }
        Error::Limit { what, limit } => {
            parts.set_item("what", what)?;
            parts.set_item("limit", limit)?;
        }
        Error::Invalid { argument, given, expected } => {
            parts.set_item("argument", argument)?;
            parts.set_item("given", given)?;
            parts.set_item("expected", expected)?;
        }
        Error::Io { what, source } => {
            parts.set_item("what", what)?;
            parts.set_item("reason", source.to_string())?;
        }
        // Cancelled has no parts; a new variant is found by the test that replays tests/surface/errors.json.
        _ => {}
    }
    let make = py.import("netwarden.errors")?.getattr("_make")?;
    make.call1((error.code(), error.to_string(), error.is_retryable(), parts))
}
