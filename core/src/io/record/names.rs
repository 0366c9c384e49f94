use std::collections::BTreeMap;

use crate::counter::PortIdentity;
use crate::error::Result;
use crate::io::{SessionExt, UdpSession};
use crate::measure::RowFacts;
use crate::value::{IfIndex, MacAddr, Oid, Value};
use crate::wire::{WalkLimits, WalkedColumn};

/// What is read of a device besides its numbers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wanted {
    /// The identities of its ports, for all groups of ports.
    Ports,
    /// The names of a group's rows.
    Rows(usize, Vec<Oid>),
    /// The serial number of a printer, for that group.
    Serial(usize),
}

/// What was read.
#[derive(Debug)]
pub(super) enum Names {
    Ports(Vec<PortIdentity>),
    Rows(usize, Vec<RowFacts>),
    Serial(usize, Option<String>),
}

const IF_DESCR: &[u32] = &[1, 3, 6, 1, 2, 1, 2, 2, 1, 2];
const IF_PHYS_ADDRESS: &[u32] = &[1, 3, 6, 1, 2, 1, 2, 2, 1, 6];
const IF_NAME: &[u32] = &[1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 1];
const IF_ALIAS: &[u32] = &[1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 18];
const PRT_GENERAL_SERIAL_NUMBER: &[u32] = &[1, 3, 6, 1, 2, 1, 43, 5, 1, 1, 17];

/// Names are for people: what is longer is cut.
const LONGEST: usize = 255;

/// Reads what is wanted of an agent.
pub(super) async fn read(session: &UdpSession, wanted: Wanted) -> Result<Names> {
    Ok(match wanted {
        Wanted::Ports => Names::Ports(ports(session).await?),
        Wanted::Rows(group, columns) => Names::Rows(group, rows(session, columns).await?),
        Wanted::Serial(group) => {
            let walked = walk(session, vec![Oid::new(PRT_GENERAL_SERIAL_NUMBER)]).await?;
            let serials = walked.first().map(texts).unwrap_or_default();
            Names::Serial(group, serials.into_values().next())
        }
    })
}

async fn walk(session: &UdpSession, columns: Vec<Oid>) -> Result<Vec<WalkedColumn>> {
    session.walk_columns(columns, WalkLimits::default()).await
}

async fn ports(session: &UdpSession) -> Result<Vec<PortIdentity>> {
    let columns = [IF_NAME, IF_DESCR, IF_ALIAS, IF_PHYS_ADDRESS].map(Oid::new);
    let walked = walk(session, columns.to_vec()).await?;
    let column = |oid: &[u32]| walked.iter().find(|column| *column.root == *oid);
    let text = |oid: &[u32]| column(oid).map(texts).unwrap_or_default();
    let (names, descriptions, aliases) = (text(IF_NAME), text(IF_DESCR), text(IF_ALIAS));
    let mut ports: BTreeMap<u32, PortIdentity> = BTreeMap::new();
    let index_of = |index: &[u32]| if let [index] = index { Some(*index) } else { None };
    let port = |index| PortIdentity { index: IfIndex(index), name: None, alias: None, mac: None };
    // A port is named by ifName, else by ifDescr; one that has neither is named by its number.
    for (index, name) in descriptions.into_iter().chain(names) {
        if let Some(index) = index_of(&index) {
            ports.entry(index).or_insert_with(|| port(index)).name = Some(name);
        }
    }
    for (index, alias) in aliases {
        if let Some(port) = index_of(&index).and_then(|index| ports.get_mut(&index)) {
            port.alias = Some(alias);
        }
    }
    for varbind in column(IF_PHYS_ADDRESS).into_iter().flat_map(|column| &column.varbinds) {
        let Some(index) = varbind.name.suffix_of(IF_PHYS_ADDRESS).and_then(index_of) else { continue };
        let mac = match &varbind.value {
            Value::OctetString(octets) => <[u8; 6]>::try_from(&octets[..]).ok().map(MacAddr),
            _ => None,
        };
        ports.entry(index).or_insert_with(|| port(index)).mac = mac;
    }
    Ok(ports.into_values().collect())
}

async fn rows(session: &UdpSession, columns: Vec<Oid>) -> Result<Vec<RowFacts>> {
    let walked = walk(session, columns.clone()).await?;
    let mut names: BTreeMap<Vec<u32>, String> = BTreeMap::new();
    for root in columns.iter().rev() {
        let found = walked.iter().find(|column| column.root == *root);
        names.extend(found.map(texts).unwrap_or_default());
    }
    Ok(names.into_iter().map(|(index, name)| RowFacts::new(&index, name)).collect())
}

/// The texts of a column that are not empty, by index.
fn texts(column: &WalkedColumn) -> BTreeMap<Vec<u32>, String> {
    let text = |value: &Value| match value {
        Value::OctetString(octets) => {
            let text = String::from_utf8_lossy(octets);
            let shown: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect();
            Some(shown.trim().to_owned()).filter(|text| !text.is_empty())
        }
        Value::Integer(number) => Some(number.to_string()),
        _ => None,
    };
    let found = column.varbinds.iter().filter_map(|varbind| {
        let index = varbind.name.suffix_of(&column.root)?.to_vec();
        Some((index, text(&varbind.value)?))
    });
    found.collect()
}
