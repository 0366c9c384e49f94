//! The nouns that cross as text, checked and written as the library writes them.

use netwarden::value::{MacAddr, Oid};
use pyo3::prelude::*;

use crate::error::raise;

/// The canonical text of an object identifier.
#[pyfunction]
pub(crate) fn oid(text: &str) -> PyResult<String> {
    text.parse::<Oid>().map(|oid| oid.to_string()).map_err(|error| raise(&error))
}

/// The canonical text of a MAC address.
#[pyfunction]
pub(crate) fn mac(text: &str) -> PyResult<String> {
    text.parse::<MacAddr>().map(|mac| mac.to_string()).map_err(|error| raise(&error))
}
