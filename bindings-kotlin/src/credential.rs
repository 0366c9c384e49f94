//! What proves to an agent that it may answer: a community, or a user of SNMPv3.

use std::sync::Arc;

use netwarden::Error;
use netwarden::io::{Community, Credential, Usm};
use netwarden::sim::TrapForm;
use netwarden::wire::Version;
use netwarden::wire::usm::UsmUser;

use crate::error::NativeException;

/// The version to ask a community in.
#[derive(uniffi::Enum)]
pub enum SnmpVersion {
    /// SNMPv1.
    V1,
    /// SNMPv2c.
    V2c,
    /// v2c, and v1 where v2c brings no answer.
    V2cOrV1,
}

/// A community, and the version to ask it in.
#[derive(uniffi::Record)]
pub struct NativeCommunity {
    pub community: String,
    pub version: SnmpVersion,
}

impl From<NativeCommunity> for Community {
    fn from(given: NativeCommunity) -> Self {
        let core = Self::new(given.community);
        match given.version {
            SnmpVersion::V1 => core.version(Version::V1),
            SnmpVersion::V2c => core,
            SnmpVersion::V2cOrV1 => core.or_v1(),
        }
    }
}

/// A user of SNMPv3 with its keys, and the context to ask in; `io.netwarden.UsmUser` wraps it.
#[derive(uniffi::Object)]
pub struct NativeUsmUser {
    core: Usm,
}

impl NativeUsmUser {
    pub(crate) fn user(&self) -> Arc<UsmUser> {
        Arc::clone(self.core.user())
    }
}

#[uniffi::export]
impl NativeUsmUser {
    #[uniffi::constructor]
    pub fn new(
        name: &str,
        auth: Option<String>,
        auth_password: Option<String>,
        privacy: Option<String>,
        privacy_password: Option<String>,
        context: String,
    ) -> Result<Arc<Self>, NativeException> {
        let [auth, auth_password] = [auth.as_deref(), auth_password.as_deref()];
        let user = UsmUser::from_words(name, auth, auth_password, privacy.as_deref(), privacy_password.as_deref())?;
        Ok(Arc::new(Self { core: Usm::new(user).context(context) }))
    }

    pub fn level(&self) -> String {
        self.core.user().level().name().to_owned()
    }
}

/// Either of them.
#[derive(uniffi::Enum)]
pub enum NativeCredential {
    /// SNMPv1 or v2c.
    Community { community: NativeCommunity },
    /// SNMPv3.
    Usm { user: Arc<NativeUsmUser> },
}

impl From<NativeCredential> for Credential {
    fn from(given: NativeCredential) -> Self {
        match given {
            NativeCredential::Community { community } => Community::from(community).into(),
            NativeCredential::Usm { user } => user.core.clone().into(),
        }
    }
}

/// In which form a simulated device tells: by a user in v3, else in the device's community.
pub(crate) fn trap_form(
    version: SnmpVersion,
    user: Option<Arc<NativeUsmUser>>,
    inform: bool,
) -> Result<TrapForm, Error> {
    Ok(match (user, version, inform) {
        (Some(user), _, false) => TrapForm::V3(user.user()),
        (Some(user), _, true) => TrapForm::InformV3(user.user()),
        (None, SnmpVersion::V2c, false) => TrapForm::V2c,
        (None, SnmpVersion::V2c, true) => TrapForm::InformV2c,
        (None, SnmpVersion::V1, false) => TrapForm::V1,
        (None, SnmpVersion::V1, true) => return Err(Error::invalid("SNMP version", "1", "informs came with 2c")),
        (None, SnmpVersion::V2cOrV1, _) => {
            return Err(Error::invalid("SNMP version", "2c-or-1", "one of 1, 2c"));
        }
    })
}
