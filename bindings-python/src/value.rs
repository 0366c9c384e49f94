//! The nouns: values and variables of SNMP, and those that cross as text, checked and written as the library does.

use netwarden::Error;
use netwarden::value::{MacAddr, Oid, TimeTicks, Value};
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::convert::ToPy;
use crate::error::raise;

#[pyfunction]
pub(crate) fn oid(text: &str) -> PyResult<String> {
    text.parse::<Oid>().map(|oid| oid.to_string()).map_err(|error| raise(&error))
}

#[pyfunction]
pub(crate) fn mac(text: &str) -> PyResult<String> {
    text.parse::<MacAddr>().map(|mac| mac.to_string()).map_err(|error| raise(&error))
}

/// Object identifiers as callers write them.
pub(crate) fn names(texts: &[String]) -> PyResult<Vec<Oid>> {
    texts.iter().map(|text| text.parse()).collect::<netwarden::Result<_>>().map_err(|error| raise(&error))
}

/// A typed SMI value.
#[pyclass(frozen, eq, module = "netwarden", from_py_object)]
#[derive(Clone, PartialEq)]
pub(crate) struct SnmpValue {
    pub(crate) core: Value,
}

#[pymethods]
impl SnmpValue {
    #[new]
    #[pyo3(signature = (r#type, value = None))]
    fn new(r#type: &str, value: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let wrong = |given: String, expected: &str| raise(&Error::invalid(format!("{type} value"), given, expected));
        let given = || value.map_or_else(|| "None".to_owned(), |value| value.to_string());
        let core = match (r#type, value) {
            ("integer", Some(value)) => value.extract().ok().map(Value::Integer),
            ("counter32", Some(value)) => value.extract().ok().map(Value::Counter32),
            ("gauge32", Some(value)) => value.extract().ok().map(Value::Gauge32),
            ("time-ticks", Some(value)) => value.extract().ok().map(|ticks| Value::TimeTicks(TimeTicks(ticks))),
            ("counter64", Some(value)) => value.extract().ok().map(Value::Counter64),
            ("octet-string", Some(value)) => octets(value).map(Value::OctetString),
            ("opaque", Some(value)) => octets(value).map(Value::Opaque),
            ("object-id", Some(value)) => match value.extract::<String>() {
                Ok(text) => return Ok(Self { core: Value::ObjectId(names(&[text])?.remove(0)) }),
                Err(_) => None,
            },
            ("ip-address", Some(value)) => {
                value.extract::<String>().ok().and_then(|text| text.parse().ok()).map(Value::IpAddress)
            }
            ("null", None) => Some(Value::Null),
            ("no-such-object", None) => Some(Value::NoSuchObject),
            ("no-such-instance", None) => Some(Value::NoSuchInstance),
            ("end-of-mib-view", None) => Some(Value::EndOfMibView),
            _ => None,
        };
        let expected = match r#type {
            "integer" => "a number from -2147483648 to 2147483647",
            "counter32" | "gauge32" | "time-ticks" => "a number from 0 to 4294967295",
            "counter64" => "a number from 0 to 18446744073709551615",
            "octet-string" | "opaque" => "bytes, or a str that is sent as UTF-8",
            "ip-address" => "an IPv4 address such as 10.0.0.7",
            "object-id" => "an object identifier such as 1.3.6.1",
            "null" | "no-such-object" | "no-such-instance" | "end-of-mib-view" => "nothing: it has no value",
            other => {
                let types = "one of integer, octet-string, null, object-id, ip-address, counter32, gauge32, time-ticks, \
                             opaque, counter64, no-such-object, no-such-instance, end-of-mib-view";
                return Err(raise(&Error::invalid("SNMP type", other, types)));
            }
        };
        core.map(|core| Self { core }).ok_or_else(|| wrong(given(), expected))
    }

    #[getter]
    fn r#type(&self) -> &'static str {
        match &self.core {
            Value::Integer(_) => "integer",
            Value::OctetString(_) => "octet-string",
            Value::Null => "null",
            Value::ObjectId(_) => "object-id",
            Value::IpAddress(_) => "ip-address",
            Value::Counter32(_) => "counter32",
            Value::Gauge32(_) => "gauge32",
            Value::TimeTicks(_) => "time-ticks",
            Value::Opaque(_) => "opaque",
            Value::Counter64(_) => "counter64",
            Value::NoSuchObject => "no-such-object",
            Value::NoSuchInstance => "no-such-instance",
            Value::EndOfMibView => "end-of-mib-view",
        }
    }

    #[getter]
    fn value<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match &self.core {
            Value::Integer(number) => number.into_bound_py_any(py),
            Value::Counter32(number) | Value::Gauge32(number) => number.into_bound_py_any(py),
            Value::TimeTicks(ticks) => ticks.0.into_bound_py_any(py),
            Value::Counter64(number) => number.into_bound_py_any(py),
            Value::OctetString(octets) | Value::Opaque(octets) => Ok(PyBytes::new(py, octets).into_any()),
            Value::ObjectId(name) => name.to_py(py),
            Value::IpAddress(address) => address.to_string().into_bound_py_any(py),
            Value::Null | Value::NoSuchObject | Value::NoSuchInstance | Value::EndOfMibView => {
                Ok(py.None().into_bound(py))
            }
        }
    }

    #[getter]
    fn text(&self) -> String {
        self.core.to_string()
    }

    #[getter]
    fn duration(&self) -> Option<std::time::Duration> {
        match &self.core {
            Value::TimeTicks(ticks) => Some(ticks.duration()),
            _ => None,
        }
    }

    #[getter]
    fn is_exception(&self) -> bool {
        self.core.is_exception()
    }

    fn __str__(&self) -> String {
        self.core.to_string()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let value = self.value(py)?;
        if value.is_none() {
            return Ok(format!("SnmpValue('{}')", self.r#type()));
        }
        Ok(format!("SnmpValue('{}', {})", self.r#type(), value.repr()?))
    }
}

fn octets(value: &Bound<'_, PyAny>) -> Option<Vec<u8>> {
    if let Ok(text) = value.extract::<String>() {
        return Some(text.into_bytes());
    }
    value.cast::<PyBytes>().ok().map(|octets| octets.as_bytes().to_vec())
}

/// A variable: a name and its value.
#[pyclass(frozen, eq, module = "netwarden", from_py_object)]
#[derive(Clone, PartialEq)]
pub(crate) struct VarBind {
    pub(crate) core: netwarden::value::VarBind,
}

#[pymethods]
impl VarBind {
    #[new]
    fn new(name: String, value: SnmpValue) -> PyResult<Self> {
        let name = names(&[name])?.remove(0);
        Ok(Self { core: netwarden::value::VarBind::new(name, value.core) })
    }

    #[getter]
    fn name(&self) -> String {
        self.core.name.to_string()
    }

    #[getter]
    fn value(&self) -> SnmpValue {
        SnmpValue { core: self.core.value.clone() }
    }

    fn __str__(&self) -> String {
        self.core.to_string()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("VarBind('{}', {})", self.core.name, self.value().__repr__(py)?))
    }
}

impl ToPy for netwarden::value::VarBind {
    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(Bound::new(py, VarBind { core: self.clone() })?.into_any())
    }
}
