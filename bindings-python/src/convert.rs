//! How the core's values become Python's: leaves at once, records as lazy views.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use netwarden::check::ThresholdRange;
use netwarden::counter::MaxRate;
use netwarden::value::{
    BridgePort, ChassisId, DeviceId, IfIndex, LldpPortNum, MacAddr, Oid, PortId, TimeTicks, Timestamp, VlanId,
};
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyTuple};

/// A value of the core that Python can see.
pub(crate) trait ToPy {
    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>>;
}

macro_rules! leaf {
    ($($type:ty: $value:ident => $shown:expr,)*) => {
        $(impl ToPy for $type {
            fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                let $value = self;
                $shown.into_bound_py_any(py)
            }
        })*
    };
}

leaf! {
    bool: value => *value,
    u8: value => *value,
    u16: value => *value,
    u32: value => *value,
    u64: value => *value,
    usize: value => *value,
    i32: value => *value,
    i64: value => *value,
    f64: value => *value,
    String: value => value.as_str(),
    IpAddr: value => value.to_string(),
    Ipv4Addr: value => value.to_string(),
    SocketAddr: value => value.to_string(),
    ThresholdRange: value => value.to_string(),
    MaxRate: value => value.counts_per_second(),
    MacAddr: value => value.to_string(),
    Oid: value => value.to_string(),
    DeviceId: value => value.0.as_str(),
    IfIndex: value => value.0,
    BridgePort: value => value.0,
    LldpPortNum: value => value.0,
    VlanId: value => value.0,
    TimeTicks: value => value.duration(),
    Timestamp: value => moment(*value),
    ChassisId: value => LldpId::new(&value.subtype, &value.bytes, value.to_string()),
    PortId: value => LldpId::new(&value.subtype, &value.bytes, value.to_string()),
}

impl<T: ToPy> ToPy for Option<T> {
    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Some(value) => value.to_py(py),
            None => Ok(py.None().into_bound(py)),
        }
    }
}

/// A value or the reason why there is none.
impl<T: ToPy, E: ToPy> ToPy for Result<T, E> {
    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Ok(value) => value.to_py(py),
            Err(reason) => reason.to_py(py),
        }
    }
}

impl<T: ToPy> ToPy for Vec<T> {
    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let items = self.iter().map(|item| item.to_py(py)).collect::<PyResult<Vec<_>>>()?;
        Ok(PyTuple::new(py, items)?.into_any())
    }
}

/// What a call brings, as Python sees it.
pub(crate) struct Shown<T>(pub(crate) T);

impl<'py, T: ToPy> IntoPyObject<'py> for Shown<T> {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.to_py(py)
    }
}

fn moment(time: Timestamp) -> SystemTime {
    let millis = time.as_millis();
    let span = Duration::from_millis(millis.unsigned_abs());
    if millis < 0 { UNIX_EPOCH - span } else { UNIX_EPOCH + span }
}

/// A time that a caller gives.
pub(crate) fn timestamp(time: SystemTime) -> Timestamp {
    let millis = |span: Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_millis(match time.duration_since(UNIX_EPOCH) {
        Ok(after) => millis(after),
        Err(before) => -millis(before.duration()),
    })
}

/// A Python value that is made on first use.
pub(crate) struct Kept(PyOnceLock<Py<PyAny>>);

impl Default for Kept {
    fn default() -> Self {
        Self(PyOnceLock::new())
    }
}

impl Kept {
    pub(crate) fn show<'py>(&self, py: Python<'py>, value: &impl ToPy) -> PyResult<Bound<'py, PyAny>> {
        self.make(py, || value.to_py(py))
    }

    pub(crate) fn make<'py>(
        &self,
        py: Python<'py>,
        make: impl FnOnce() -> PyResult<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let made = self.0.get_or_try_init(py, || make().map(Bound::unbind))?;
        Ok(made.bind(py).clone())
    }
}

/// An LLDP chassis or port id: what the sender says it is, and the octets.
#[pyclass(frozen, eq, module = "netwarden")]
#[derive(PartialEq)]
pub(crate) struct LldpId {
    subtype: String,
    text: String,
    octets: Vec<u8>,
}

impl LldpId {
    fn new(subtype: &impl serde::Serialize, octets: &[u8], text: String) -> Self {
        let subtype = match serde_json::to_value(subtype) {
            Ok(serde_json::Value::String(word)) => word,
            _ => String::from("other"),
        };
        Self { subtype, text, octets: octets.to_vec() }
    }
}

#[pymethods]
impl LldpId {
    /// What the sender says the octets are: `mac-address`, `interface-name`, …; `other` where no standard says.
    #[getter]
    fn subtype(&self) -> &str {
        &self.subtype
    }

    /// For people: the MAC address, the IP address or the text, else the octets in hexadecimal.
    #[getter]
    fn text(&self) -> &str {
        &self.text
    }

    /// The octets as received.
    #[getter]
    fn octets<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.octets)
    }

    fn __str__(&self) -> &str {
        &self.text
    }

    fn __repr__(&self) -> String {
        format!("LldpId(subtype={:?}, text={:?})", self.subtype, self.text)
    }
}

/// `Name(field=value, …)` of the fields that have a value.
pub(crate) fn repr(name: &str, parts: &[(&str, Bound<'_, PyAny>)]) -> PyResult<String> {
    let mut shown = Vec::new();
    for (field, value) in parts {
        if !value.is_none() {
            shown.push(format!("{field}={}", value.repr()?));
        }
    }
    Ok(format!("{name}({})", shown.join(", ")))
}

/// A frozen class over a record of the core. What is `kept` (lists and records) is made on first use.
macro_rules! view {
    ($(#[doc = $about:literal])* $name:ident = $core:path, $shown:ident {
        leaf { $($(#[doc = $leaf_doc:literal])* $leaf:ident $(as $leaf_name:ident)?,)* }
        kept { $($(#[doc = $kept_doc:literal])* $kept:ident $(as $kept_name:ident)?,)* }
        also { $($(#[doc = $also_doc:literal])* $also:ident,)* }
        $(new { $($new:tt)* })?
    }) => {
        $(#[doc = $about])*
        #[pyo3::pyclass(frozen, eq, module = "netwarden")]
        pub(crate) struct $name {
            pub(crate) core: $core,
            $($kept: crate::convert::Kept,)*
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.core == other.core
            }
        }

        impl crate::convert::ToPy for $core {
            fn to_py<'py>(&self, py: pyo3::Python<'py>) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::PyAny>> {
                // Names every field: a field that the core gains does not build until it is here.
                type Core = $core;
                let Core { $($leaf: _,)* $($kept: _,)* } = self;
                let view = $name { core: self.clone(), $($kept: Default::default(),)* };
                Ok(pyo3::Bound::new(py, view)?.into_any())
            }
        }

        #[pyo3::pymethods]
        impl $name {
            $($($new)*)?

            $(
                $(#[doc = $leaf_doc])*
                #[getter $(($leaf_name))?]
                fn $leaf<'py>(&self, py: pyo3::Python<'py>) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::PyAny>> {
                    crate::convert::ToPy::to_py(&self.core.$leaf, py)
                }
            )*
            $(
                $(#[doc = $kept_doc])*
                #[getter $(($kept_name))?]
                fn $kept<'py>(&self, py: pyo3::Python<'py>) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::PyAny>> {
                    self.$kept.show(py, &self.core.$kept)
                }
            )*
            $(
                $(#[doc = $also_doc])*
                #[getter]
                fn $also<'py>(&self, py: pyo3::Python<'py>) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::PyAny>> {
                    crate::convert::ToPy::to_py(&self.core.$also(), py)
                }
            )*

            #[allow(unused_variables)] // a record of lists only shows none of them
            fn __repr__(&self, py: pyo3::Python<'_>) -> pyo3::PyResult<String> {
                crate::convert::view!(@repr $shown, self, py, $name $($leaf)*)
            }

            fn __str__(&self, py: pyo3::Python<'_>) -> pyo3::PyResult<String> {
                crate::convert::view!(@str $shown, self, py)
            }
        }
    };
    // A record whose core type has a sentence for people shows it.
    (@repr shown, $self:ident, $py:ident, $name:ident $($leaf:ident)*) => {{
        let _ = $py;
        Ok(format!("<{} {}>", stringify!($name), $self.core))
    }};
    (@str shown, $self:ident, $py:ident) => {{
        let _ = $py;
        Ok($self.core.to_string())
    }};
    (@str plain, $self:ident, $py:ident) => {
        $self.__repr__($py)
    };
    (@repr plain, $self:ident, $py:ident, $name:ident $($leaf:ident)*) => {{
        let parts: &[(&str, pyo3::Bound<'_, pyo3::PyAny>)] =
            &[$((stringify!($leaf), crate::convert::ToPy::to_py(&$self.core.$leaf, $py)?),)*];
        crate::convert::repr(stringify!($name), parts)
    }};
}
pub(crate) use view;

/// Enums without data are words, the same as in JSON.
macro_rules! words {
    ($core:path { $($variant:ident = $word:literal,)* }) => {
        impl crate::convert::ToPy for $core {
            fn to_py<'py>(&self, py: pyo3::Python<'py>) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::PyAny>> {
                type Core = $core;
                let word = match self {
                    $(Core::$variant => $word,)*
                };
                Ok(pyo3::types::PyString::intern(py, word).into_any())
            }
        }
    };
}
pub(crate) use words;
