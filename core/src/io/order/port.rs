//! A port by its number or its name, and what it says of itself.

use crate::error::{Error, Result};
use crate::inventory::{IfStatus, PortStatus};
use crate::io::{Session, SessionExt};
use crate::mib::text_from_octets;
use crate::value::{IfIndex, Oid, TimeTicks, Value, VarBind};
use crate::wire::WalkLimits;

/// `ifEntry`.
const IF_ENTRY: [u32; 9] = [1, 3, 6, 1, 2, 1, 2, 2, 1];
/// `ifXEntry`.
const IF_X_ENTRY: [u32; 10] = [1, 3, 6, 1, 2, 1, 31, 1, 1, 1];
/// Names in a message.
const SHOWN: usize = 8;

/// A column of IF-MIB.
#[derive(Clone, Copy)]
pub(super) struct Column(&'static [u32], u32);

/// `ifAdminStatus`.
pub(super) const ADMIN_STATUS: Column = Column(&IF_ENTRY, 7);
const OPER_STATUS: Column = Column(&IF_ENTRY, 8);
const LAST_CHANGE: Column = Column(&IF_ENTRY, 9);
pub(super) const DESCR: Column = Column(&IF_ENTRY, 2);
pub(super) const NAME: Column = Column(&IF_X_ENTRY, 1);

impl Column {
    pub(super) fn oid(self) -> Oid {
        Oid::new(self.0).child(&[self.1])
    }

    /// An instance.
    pub(super) fn child(self, index: &[u32]) -> Oid {
        self.oid().child(index)
    }
}

/// Which port is meant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PortRef {
    /// By `ifIndex`, which may be another after a restart.
    Index(IfIndex),
    /// By `ifName`, else `ifDescr`: exactly that name, and only one port may have it.
    Name(String),
}

impl From<IfIndex> for PortRef {
    fn from(index: IfIndex) -> Self {
        Self::Index(index)
    }
}

impl From<&str> for PortRef {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl From<String> for PortRef {
    fn from(name: String) -> Self {
        Self::Name(name)
    }
}

/// A port that there is.
pub(super) struct Found {
    pub(super) if_index: IfIndex,
    pub(super) name: String,
    pub(super) status: PortStatus,
}

pub(super) async fn find<S: Session + ?Sized>(session: &S, port: &PortRef) -> Result<Found> {
    let if_index = match port {
        PortRef::Index(index) => *index,
        PortRef::Name(name) => by_name(session, name).await?,
    };
    let status = status(session, if_index).await?;
    let named = session.get(&[NAME.child(&[if_index.0]), DESCR.child(&[if_index.0])]).await?;
    let name = named.iter().filter_map(text).find(|name| !name.is_empty());
    Ok(Found { if_index, name: name.unwrap_or_else(|| if_index.0.to_string()), status })
}

async fn by_name<S: Session + ?Sized>(session: &S, wanted: &str) -> Result<IfIndex> {
    let mut known = Vec::new();
    for column in [NAME, DESCR] {
        let walked = session.walk(&column.oid(), WalkLimits::new()).await?;
        let complete = walked.is_complete();
        let mut found = Vec::new();
        for varbind in &walked.varbinds {
            let (Some([index]), Some(name)) = (varbind.name.suffix_of(&column.oid()), text(varbind)) else { continue };
            if name == wanted {
                found.push(IfIndex(*index));
            }
            if column.1 == NAME.1 || known.is_empty() {
                known.push(name);
            }
        }
        match found.as_slice() {
            [] => {}
            [one] if complete => return Ok(*one),
            [one] => {
                let reason =
                    format!("the names were not all read, so another may be called so; ask for ifIndex {}", one.0);
                return Err(Error::invalid("port", wanted, reason));
            }
            many => {
                let indexes: Vec<String> = many.iter().map(|index| index.0.to_string()).collect();
                let reason = format!("several are called so; ask for one of ifIndex {}", indexes.join(", "));
                return Err(Error::invalid("port", wanted, reason));
            }
        }
    }
    let more = if known.len() > SHOWN { ", …" } else { "" };
    known.truncate(SHOWN);
    Err(Error::invalid("port", wanted, format!("{} has {}{more}", session.target(), known.join(", "))))
}

/// What the port says now.
pub(super) async fn status<S: Session + ?Sized>(session: &S, port: IfIndex) -> Result<PortStatus> {
    let names = [ADMIN_STATUS, OPER_STATUS, LAST_CHANGE].map(|column| column.child(&[port.0]));
    let got = session.get(&names).await?;
    let [admin, oper, change] = names.map(|name| got.iter().find(|it| it.name == name).map(|it| &it.value));
    let Some(Value::Integer(admin)) = admin else {
        let reason = format!("{} shows no ifAdminStatus of it", session.target());
        return Err(Error::invalid("port", format!("ifIndex {}", port.0), reason));
    };
    Ok(PortStatus {
        admin: IfStatus::from_number(*admin),
        oper: match oper {
            Some(Value::Integer(oper)) => IfStatus::from_number(*oper),
            _ => IfStatus::Unknown,
        },
        last_change: match change {
            Some(Value::TimeTicks(TimeTicks(ticks))) => Some(TimeTicks(*ticks)),
            _ => None,
        },
    })
}

pub(super) fn text(varbind: &VarBind) -> Option<String> {
    match &varbind.value {
        Value::OctetString(octets) => Some(text_from_octets(octets)),
        _ => None,
    }
}
