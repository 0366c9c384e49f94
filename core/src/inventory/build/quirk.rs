//! Indexes that are not as the MIB defines them, and how they are meant. Each repair is a row of [`REPAIRS`].

use std::borrow::Cow;

use crate::mib::{Table, TableKind};
use crate::value::VarBind;

/// One way in which agents get the index of a table wrong.
struct Repair {
    tables: &'static [&'static str],
    /// The oddity in words, after the number of variables that have it.
    oddity: &'static str,
    /// The index as the MIB defines it, where `index` has this oddity.
    repair: fn(index: &[u32]) -> Option<Vec<u32>>,
}

/// The tables that have a row for each neighbor by LLDP.
const LLDP_REMOTE: &[&str] =
    &["lldpRemTable", "lldpXdot1RemTable", "lldpXdot3RemLinkAggTable", "lldpXMedRemInventoryTable"];

const REPAIRS: &[Repair] = &[
    Repair {
        tables: LLDP_REMOTE,
        oddity: "indexes have two of three parts: lldpRemTimeMark is taken as 0",
        repair: |index| match index {
            [port, number] => Some(vec![0, *port, *number]),
            _ => None,
        },
    },
    Repair {
        tables: LLDP_REMOTE,
        oddity: "indexes are the neighbor's number alone: the local port is not known",
        repair: |index| match index {
            [number] => Some(vec![0, 0, *number]),
            _ => None,
        },
    },
    Repair {
        tables: &["lldpXdot1RemVlanNameTable"],
        oddity: "indexes have three of four parts: lldpRemTimeMark is taken as 0",
        repair: |index| match index {
            [port, number, vlan] => Some(vec![0, *port, *number, *vlan]),
            _ => None,
        },
    },
    Repair {
        tables: &["lldpV2RemManAddrTable", "tmnxLldpRemManAddrTable"],
        oddity: "indexes have no length before the address",
        repair: |index| match index {
            [mark, interface, group, number, 1, a, b, c, d] => {
                Some(vec![*mark, *interface, *group, *number, 1, 4, *a, *b, *c, *d])
            }
            _ => None,
        },
    },
    Repair {
        tables: &["lldpRemManAddrTable"],
        oddity: "indexes have no lldpRemTimeMark: it is taken as 0",
        repair: |index| {
            let well_formed = |index: &[u32]| matches!(index, [_, _, _, _, len, address @ ..] if is_len(*len, address));
            match index {
                [_, _, 1 | 2, len, address @ ..] if !well_formed(index) && is_len(*len, address) => {
                    Some([&[0], index].concat())
                }
                _ => None,
            }
        },
    },
    Repair {
        tables: &["lldpRemManAddrTable"],
        oddity: "indexes have no length before the address",
        repair: |index| match index {
            [mark, port, number, 1, a, b, c, d] => Some(vec![*mark, *port, *number, 1, 4, *a, *b, *c, *d]),
            _ => None,
        },
    },
    Repair {
        tables: &["dot1dTpFdbTable"],
        oddity: "indexes have seven arcs: a length before the MAC address",
        repair: |index| match index {
            [6, mac @ ..] if mac.len() == 6 => Some(mac.to_vec()),
            _ => None,
        },
    },
    Repair {
        tables: &["dot1qTpFdbTable"],
        oddity: "indexes have seven arcs after dot1qFdbId: a length before the MAC address",
        repair: |index| match index {
            [fdb, 6, mac @ ..] if mac.len() == 6 => Some([&[*fdb], mac].concat()),
            _ => None,
        },
    },
    Repair {
        tables: &["dot1qVlanCurrentTable"],
        oddity: "indexes have no dot1qVlanTimeMark: it is taken as 0",
        repair: |index| match index {
            [vlan] => Some(vec![0, *vlan]),
            _ => None,
        },
    },
    Repair {
        tables: &["ipNetToPhysicalTable"],
        oddity: "indexes have no length before the address",
        repair: |index| match index {
            [interface, 1, a, b, c, d] => Some(vec![*interface, 1, 4, *a, *b, *c, *d]),
            _ => None,
        },
    },
    Repair {
        tables: &["ipAddressTable"],
        oddity: "indexes have no length before the address",
        repair: |index| match index {
            [1, a, b, c, d] => Some(vec![1, 4, *a, *b, *c, *d]),
            _ => None,
        },
    },
];

fn is_len(len: u32, address: &[u32]) -> bool {
    usize::try_from(len) == Ok(address.len())
}

/// Scalars without the instance `.0`.
const NO_INSTANCE: &str = "scalars come without the instance .0";

/// `varbinds` with the names that the MIB demands, and the oddities that were repaired.
pub(super) fn repair<'v>(table: &Table, varbinds: &'v [VarBind]) -> (Cow<'v, [VarBind]>, Vec<String>) {
    let repaired = |varbind: &VarBind| -> Option<(&'static str, Vec<u32>)> {
        let (_, index) = table.split(&varbind.name)?;
        if table.kind == TableKind::Scalars {
            return index.is_empty().then(|| (NO_INSTANCE, vec![0]));
        }
        let repairs = REPAIRS.iter().filter(|repair| repair.tables.contains(&table.name));
        repairs.into_iter().find_map(|repair| Some((repair.oddity, (repair.repair)(index)?)))
    };
    let known = table.kind == TableKind::Scalars || REPAIRS.iter().any(|repair| repair.tables.contains(&table.name));
    let Some(first) = varbinds.iter().position(|varbind| known && repaired(varbind).is_some()) else {
        return (Cow::Borrowed(varbinds), Vec::new());
    };

    let mut oddities: Vec<(&str, usize)> = Vec::new();
    let mut names = varbinds.to_vec();
    for varbind in names.iter_mut().skip(first) {
        let Some((oddity, index)) = repaired(varbind) else { continue };
        varbind.name = varbind.name.iter().take(table.entry.len() + 1).copied().chain(index).collect();
        match oddities.iter_mut().find(|(known, _)| *known == oddity) {
            Some((_, count)) => *count += 1,
            None => oddities.push((oddity, 1)),
        }
    }
    (Cow::Owned(names), oddities.into_iter().map(|(oddity, count)| format!("{count} {oddity}")).collect())
}
