//! What proves to an agent that it may answer: a community, or a user of SNMPv3.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, LazyLock, Mutex, PoisonError, Weak};

use napi_derive::napi;
use netwarden::Error;
use netwarden::io::{Community, Credential as Core, Usm};
use netwarden::sim::TrapForm;
use netwarden::wire::Version;
use netwarden::wire::usm::UsmUser;

/// A community and the version to ask it in, or a user of SNMPv3.
#[napi(object, object_to_js = false)]
pub struct Credential {
    pub community: Option<String>,
    pub version: Option<String>,
    pub user: Option<String>,
    pub auth: Option<String>,
    pub auth_password: Option<String>,
    pub privacy: Option<String>,
    pub privacy_password: Option<String>,
    pub context: Option<String>,
}

impl Credential {
    pub(crate) fn core(self) -> netwarden::Result<Core> {
        match (&self.community, &self.user) {
            (Some(_), None) => self.into_community().map(Core::from),
            (None, Some(_)) => self.into_usm().map(Core::from),
            (None, None) => Err(Error::invalid("credential", "{}", "a community or a user is expected")),
            (Some(_), Some(user)) => {
                Err(Error::invalid("credential", format!("user {user}"), "either a community or a user is expected"))
            }
        }
    }

    /// Of a credential that is to be a community.
    pub(crate) fn into_community(self) -> netwarden::Result<Community> {
        let Some(community) = self.community else {
            return Err(Error::invalid("credential", "a user", "a community is expected here"));
        };
        let stray = [&self.auth, &self.auth_password, &self.privacy, &self.privacy_password, &self.context];
        if stray.iter().any(|part| part.is_some()) {
            return Err(Error::invalid(
                "credential",
                "a community with parts of a user",
                "auth, privacy and context need a user",
            ));
        }
        let core = Community::new(community);
        match self.version.as_deref() {
            None | Some("2c") => Ok(core),
            Some("1") => Ok(core.version(Version::V1)),
            Some("2c-or-1") => Ok(core.or_v1()),
            Some(other) => Err(Error::invalid("SNMP version", other, "one of 1, 2c, 2c-or-1")),
        }
    }

    /// Of a credential that is to be a user.
    pub(crate) fn into_usm(self) -> netwarden::Result<Usm> {
        let Some(name) = self.user else {
            return Err(Error::invalid("credential", "a community", "a user is expected here"));
        };
        if let Some(version) = self.version {
            return Err(Error::invalid("SNMP version", version, "a user asks in v3: no version is expected beside it"));
        }
        let parts = [&self.auth, &self.auth_password, &self.privacy, &self.privacy_password].map(Option::as_deref);
        let user = made(&name, parts)?;
        Ok(Usm::new(user).context(self.context.unwrap_or_default()))
    }
}

/// The users that are in use. A plain object is given to each call anew, and the keys of a user cost milliseconds. They are
/// found by two keyed hashes of what they were made of, and no password is kept.
static USERS: LazyLock<Mutex<HashMap<[u64; 2], Weak<UsmUser>>>> = LazyLock::new(Mutex::default);
static HASHES: LazyLock<[RandomState; 2]> = LazyLock::new(|| [RandomState::new(), RandomState::new()]);

/// The user of these words: auth, its password, privacy, its password.
fn made(name: &str, parts: [Option<&str>; 4]) -> netwarden::Result<Arc<UsmUser>> {
    let key = HASHES.each_ref().map(|hash| hash.hash_one((name, parts)));
    let mut users = USERS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(user) = users.get(&key).and_then(Weak::upgrade) {
        return Ok(user);
    }
    let [auth, auth_password, privacy, privacy_password] = parts;
    let user = Arc::new(UsmUser::from_words(name, auth, auth_password, privacy, privacy_password)?);
    users.retain(|_, user| user.strong_count() > 0);
    users.insert(key, Arc::downgrade(&user));
    Ok(user)
}

/// In which form a simulated device tells: by a user in v3, else in the device's community.
pub(crate) fn trap_form(version: Option<&str>, user: Option<Credential>, inform: bool) -> netwarden::Result<TrapForm> {
    Ok(match (user, version, inform) {
        (Some(user), None, false) => TrapForm::V3(Arc::clone(user.into_usm()?.user())),
        (Some(user), None, true) => TrapForm::InformV3(Arc::clone(user.into_usm()?.user())),
        (Some(_), Some(version), _) => {
            return Err(Error::invalid(
                "SNMP version",
                version,
                "a user tells in v3: no version is expected beside it",
            ));
        }
        (None, None | Some("2c"), false) => TrapForm::V2c,
        (None, None | Some("2c"), true) => TrapForm::InformV2c,
        (None, Some("1"), false) => TrapForm::V1,
        (None, Some("1"), true) => return Err(Error::invalid("SNMP version", "1", "informs came with 2c")),
        (None, Some(other), _) => return Err(Error::invalid("SNMP version", other, "one of 1, 2c")),
    })
}
