//! `netwarden.Community` and `netwarden.UsmUser`: what proves to an agent that it may answer.

use netwarden::Error;
use netwarden::io::{Credential as Core, Usm};
use netwarden::sim::TrapForm;
use netwarden::wire::Version;
use netwarden::wire::usm::UsmUser as CoreUser;
use pyo3::prelude::*;

use crate::error::raise;

/// A community, and the versions to ask it in.
#[pyclass(frozen, eq, module = "netwarden", from_py_object)]
#[derive(Clone, PartialEq)]
pub(crate) struct Community {
    pub(crate) core: netwarden::io::Community,
}

#[pymethods]
impl Community {
    #[new]
    #[pyo3(signature = (community, *, version = "2c"))]
    fn new(community: &str, version: &str) -> PyResult<Self> {
        let core = netwarden::io::Community::new(community);
        let core = match version {
            "2c" => core,
            "1" => core.version(Version::V1),
            "2c-or-1" => core.or_v1(),
            other => return Err(raise(&Error::invalid("SNMP version", other, "one of 1, 2c, 2c-or-1"))),
        };
        Ok(Self { core })
    }

    fn __repr__(&self) -> String {
        format!("{:?}", self.core)
    }
}

/// A user of SNMPv3, and the context to ask in.
#[pyclass(frozen, eq, module = "netwarden", from_py_object)]
#[derive(Clone, PartialEq)]
pub(crate) struct UsmUser {
    core: Usm,
}

impl UsmUser {
    pub(crate) fn user(&self) -> std::sync::Arc<CoreUser> {
        std::sync::Arc::clone(self.core.user())
    }
}

/// In which form a simulated device tells: by a user in v3, else in the device's community.
pub(crate) fn trap_form(version: &str, user: Option<&UsmUser>, inform: bool) -> PyResult<TrapForm> {
    Ok(match (user, version, inform) {
        (Some(user), _, false) => TrapForm::V3(user.user()),
        (Some(user), _, true) => TrapForm::InformV3(user.user()),
        (None, "2c", false) => TrapForm::V2c,
        (None, "2c", true) => TrapForm::InformV2c,
        (None, "1", false) => TrapForm::V1,
        (None, "1", true) => return Err(raise(&Error::invalid("SNMP version", "1", "informs came with 2c"))),
        (None, other, _) => return Err(raise(&Error::invalid("SNMP version", other, "one of 1, 2c"))),
    })
}

#[pymethods]
impl UsmUser {
    #[new]
    #[pyo3(signature = (name, *, auth = None, auth_password = None, privacy = None, privacy_password = None, context = ""))]
    fn new(
        py: Python<'_>,
        name: &str,
        auth: Option<&str>,
        auth_password: Option<&str>,
        privacy: Option<&str>,
        privacy_password: Option<&str>,
        context: &str,
    ) -> PyResult<Self> {
        // It takes some milliseconds, in which others may run.
        let user = py.detach(|| CoreUser::from_words(name, auth, auth_password, privacy, privacy_password));
        user.map(|user| Self { core: Usm::new(user).context(context) }).map_err(|error| raise(&error))
    }

    #[getter]
    fn name(&self) -> String {
        String::from_utf8_lossy(self.core.user().name()).into_owned()
    }

    #[getter]
    fn level(&self) -> &'static str {
        self.core.user().level().name()
    }

    fn __repr__(&self) -> String {
        format!("<UsmUser {} {}>", self.name(), self.level())
    }
}

/// Either of them.
#[derive(FromPyObject)]
pub(crate) enum Credential {
    #[pyo3(transparent)]
    Community(Community),
    #[pyo3(transparent)]
    Usm(UsmUser),
}

impl From<Credential> for Core {
    fn from(given: Credential) -> Self {
        match given {
            Credential::Community(community) => community.core.into(),
            Credential::Usm(user) => user.core.into(),
        }
    }
}
