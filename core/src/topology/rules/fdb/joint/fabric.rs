/// What bridges saw, numbered.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Fabric {
    /// For each bridge: how many items are behind each of its ports.
    pub(super) behind: Vec<Vec<u32>>,
    /// For each bridge: item and port, by item.
    pub(super) rows: Vec<Vec<(u32, u16)>>,
    /// For each bridge and port: the items behind it that others saw too.
    pub(super) on: Vec<Vec<Vec<u32>>>,
    /// The bridge that an item is an address of.
    pub(super) owner: Vec<Option<u32>>,
}

impl Fabric {
    /// From the rows of each bridge (item, port), and whose address an item is. Items that only one bridge saw tell
    /// nothing of how bridges are joined, but count for its ports.
    pub(in super::super) fn new(tables: &[Vec<(u32, u16)>], owners: &[Option<u32>]) -> Self {
        let mut seen = vec![0_u32; owners.len()];
        for (item, _) in tables.iter().flatten() {
            if let Some(times) = seen.get_mut(*item as usize) {
                *times += 1;
            }
        }
        let mut fabric = Self::default();
        let mut number = vec![None; owners.len()];
        for (item, owner) in owners.iter().enumerate() {
            if seen[item] > 1 || (seen[item] > 0 && owner.is_some()) {
                number[item] = u32::try_from(fabric.owner.len()).ok();
                fabric.owner.push(*owner);
            }
        }
        for table in tables {
            let ports = table.iter().map(|(_, port)| usize::from(*port) + 1).max().unwrap_or_default();
            let mut behind = vec![0; ports];
            table.iter().for_each(|(_, port)| behind[usize::from(*port)] += 1);
            let number = |item: u32| number.get(item as usize).copied().flatten();
            let mut rows: Vec<(u32, u16)> =
                table.iter().filter_map(|(item, port)| Some((number(*item)?, *port))).collect();
            rows.sort_unstable();
            let mut on = vec![Vec::new(); ports];
            rows.iter().for_each(|(item, port)| on[usize::from(*port)].push(*item));
            fabric.on.push(on);
            fabric.behind.push(behind);
            fabric.rows.push(rows);
        }
        fabric
    }

    /// How many rows there are of items that tell how bridges are joined.
    pub(super) fn told(&self) -> f64 {
        f64::from(u32::try_from(self.rows.iter().map(Vec::len).sum::<usize>()).unwrap_or(u32::MAX))
    }

    /// The share of its rows that a part has.
    pub(in super::super) fn share_of(&self, part: &Self) -> f64 {
        part.told() / self.told().max(1.0)
    }

    pub(super) fn bridges(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn items(&self) -> usize {
        self.owner.len()
    }

    /// How many ports of a bridge have rows. Greater port numbers stand for ports without any.
    pub(super) fn ports(&self, bridge: u32) -> usize {
        self.behind[bridge as usize].len()
    }

    /// Whether a port is one that has rows.
    pub(super) fn is_seen(&self, (bridge, port): super::At) -> bool {
        usize::from(port) < self.ports(bridge)
    }

    /// The items behind a port that others saw too; none behind one without rows.
    pub(super) fn items_behind(&self, bridge: u32, port: u16) -> &[u32] {
        self.on[bridge as usize].get(usize::from(port)).map_or(&[], Vec::as_slice)
    }
}
