use std::fmt;
use std::sync::Arc;

use crate::wire::usm::UsmUser;
use crate::wire::{CommunityString, Version};

/// How to ask an agent: a community, and the versions to ask it in.
///
/// The string is a secret: it never shows in `Debug`.
///
/// ```
/// use netwarden::io::Community;
///
/// let community = Community::new("public").or_v1();
/// assert_eq!(format!("{community:?}"), "Community { versions: [V2c, V1], .. }");
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Community {
    string: CommunityString,
    version: Version,
    or_v1: bool,
}

impl Community {
    /// That community, asked in SNMPv2c.
    #[must_use]
    pub fn new(community: impl Into<Vec<u8>>) -> Self {
        Self { string: CommunityString::new(community), version: Version::V2c, or_v1: false }
    }

    /// Asks in that version only.
    #[must_use]
    pub fn version(mut self, version: Version) -> Self {
        self.version = version;
        self.or_v1 = false;
        self
    }

    /// Asks in v2c, and in v1 where v2c brings no answer.
    #[must_use]
    pub fn or_v1(mut self) -> Self {
        self.version = Version::V2c;
        self.or_v1 = true;
        self
    }

    /// The versions to ask in, in order.
    pub fn versions(&self) -> impl Iterator<Item = Version> + use<> {
        std::iter::once(self.version).chain(self.or_v1.then_some(Version::V1))
    }

    /// The community that asks a Cisco agent for one VLAN's bridge: `community@vlan`.
    pub(crate) fn in_vlan(string: &CommunityString, vlan: u16) -> CommunityString {
        let mut octets = string.as_bytes().to_vec();
        octets.push(b'@');
        octets.extend(vlan.to_string().into_bytes());
        CommunityString::new(octets)
    }

    pub(crate) fn string(&self) -> &CommunityString {
        &self.string
    }
}

impl fmt::Debug for Community {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let versions: Vec<Version> = self.versions().collect();
        f.debug_struct("Community").field("versions", &versions).finish_non_exhaustive()
    }
}

/// How to ask an agent in SNMPv3: a user, and the context to ask in.
///
/// The keys that follow from the passwords are made once, when the user is, and shared by all sessions. They are
/// secrets: they never show in `Debug`.
///
/// ```
/// use netwarden::io::Usm;
/// use netwarden::wire::usm::{AuthProtocol, PrivacyProtocol, UsmUser};
///
/// # fn main() -> netwarden::Result<()> {
/// let user = UsmUser::new("monitor")?
///     .authentication(AuthProtocol::Sha256, "maplesyrup")?
///     .privacy(PrivacyProtocol::Aes128, "wood-and-water")?;
/// let shown = format!("{:?}", Usm::new(user).context("vrf-red"));
/// assert!(shown.contains("monitor") && shown.contains("vrf-red") && !shown.contains("maple"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Usm {
    user: Arc<UsmUser>,
    context: Vec<u8>,
}

impl Usm {
    /// That user, in the default context.
    #[must_use]
    pub fn new(user: impl Into<Arc<UsmUser>>) -> Self {
        Self { user: user.into(), context: Vec::new() }
    }

    /// Asks in the context of that name (RFC 3411 §3.3.1).
    #[must_use]
    pub fn context(mut self, name: impl Into<Vec<u8>>) -> Self {
        self.context = name.into();
        self
    }

    /// The user.
    #[must_use]
    pub fn user(&self) -> &Arc<UsmUser> {
        &self.user
    }

    /// `contextName`: empty is the default context.
    #[must_use]
    pub fn context_name(&self) -> &[u8] {
        &self.context
    }
}

impl fmt::Debug for Usm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let context = String::from_utf8_lossy(&self.context);
        f.debug_struct("Usm").field("user", &self.user).field("context", &context).finish()
    }
}

/// What proves to an agent that it may answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Credential {
    /// A community, SNMPv1 or v2c.
    Community(Community),
    /// A user of the User-based Security Model, SNMPv3.
    Usm(Usm),
}

impl From<Community> for Credential {
    fn from(community: Community) -> Self {
        Self::Community(community)
    }
}

impl From<Usm> for Credential {
    fn from(usm: Usm) -> Self {
        Self::Usm(usm)
    }
}

impl From<UsmUser> for Credential {
    fn from(user: UsmUser) -> Self {
        Self::Usm(Usm::new(user))
    }
}

impl From<Arc<UsmUser>> for Credential {
    fn from(user: Arc<UsmUser>) -> Self {
        Self::Usm(Usm::new(user))
    }
}
