use std::net::{Ipv4Addr, SocketAddrV4};
use std::str::FromStr;
use std::time::Duration;

pub(crate) type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

pub(crate) const UPTIME: [u32; 9] = [1, 3, 6, 1, 2, 1, 1, 3, 0];
/// ifHCInOctets, ifHCInUcastPkts, ifHCInMulticastPkts, ifHCOutOctets, ifHCOutUcastPkts, ifHCOutMulticastPkts.
pub(crate) const COLUMNS: [u32; 6] = [6, 7, 8, 10, 11, 12];
pub(crate) const REPETITIONS: u32 = 10;
pub(crate) const ROWS: u32 = 48;
/// What a bulk answer holds.
pub(crate) const BULK: u64 = COLUMNS.len() as u64 * REPETITIONS as u64;
/// What a walk brings.
pub(crate) const TABLE: u64 = COLUMNS.len() as u64 * ROWS as u64;
pub(crate) const USER: &str = "bench";
pub(crate) const PASSWORD: &str = "authentication";
pub(crate) const PRIVACY: &str = "confidentiality";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    Get,
    Bulk,
    Walk,
    V3,
}

impl FromStr for Case {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        match text {
            "get" => Ok(Self::Get),
            "bulk" => Ok(Self::Bulk),
            "walk" => Ok(Self::Walk),
            "v3" => Ok(Self::V3),
            _ => Err(format!("{text} is not a case: get, bulk, walk or v3")),
        }
    }
}

/// What is to be measured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    pub(crate) case: Case,
    pub(crate) port: u16,
    pub(crate) time: Duration,
    pub(crate) in_flight: u32,
}

impl Asked {
    /// Where a device is; snmpd, which is asked for `v3`, is at one address only.
    pub(crate) fn device(&self, number: u32) -> SocketAddrV4 {
        let address = match self.case {
            Case::V3 => Ipv4Addr::LOCALHOST,
            _ => Ipv4Addr::from(0x7f01_0000 + number),
        };
        SocketAddrV4::new(address, self.port)
    }
}

/// A column of ifXTable.
pub(crate) fn column(column: u32) -> [u32; 11] {
    [1, 3, 6, 1, 2, 1, 31, 1, 1, 1, column]
}

/// What came of it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    /// Datagrams answered, or where the client does not tell, what it did: gets, bulks or walks.
    pub(crate) requests: u64,
    pub(crate) varbinds: u64,
    pub(crate) errors: u64,
    pub(crate) cpu: Duration,
    pub(crate) wall: Duration,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Self) {
        self.requests += other.requests;
        self.varbinds += other.varbinds;
        self.errors += other.errors;
    }

    /// Counts a request of which `varbinds` came back and `expected` should have.
    pub(crate) fn count(&mut self, varbinds: u64, expected: u64) {
        self.requests += 1;
        self.varbinds += varbinds;
        self.errors += u64::from(varbinds != expected);
    }

    pub(crate) fn json(&self) -> String {
        format!(
            r#"{{"requests":{},"varbinds":{},"errors":{},"cpu":{:.6},"wall":{:.6}}}"#,
            self.requests,
            self.varbinds,
            self.errors,
            self.cpu.as_secs_f64(),
            self.wall.as_secs_f64()
        )
    }
}
