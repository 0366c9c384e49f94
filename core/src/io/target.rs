//! Whom to ask: ranges of addresses and host names, as people write them.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use crate::error::{Error, Result};

/// Addresses that follow each other, both ends included.
///
/// It reads `10.0.0.0/24` (without the network and broadcast addresses; in IPv6 without the
/// subnet-router anycast address), `10.0.0.1-10.0.0.20`, `10.0.0.5-20` and `10.0.0.7`.
///
/// ```
/// use netwarden::io::AddressRange;
///
/// let range: AddressRange = "10.0.0.0/24".parse()?;
/// assert_eq!((range.len(), range.to_string()), (254, "10.0.0.1-10.0.0.254".to_owned()));
/// let wrong = "10.0.0.0/99".parse::<AddressRange>().unwrap_err();
/// assert_eq!(wrong.to_string(), "\"10.0.0.0/99\" is not a range: the prefix of an IPv4 network is 0 to 32");
/// # Ok::<(), netwarden::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AddressRange {
    first: IpAddr,
    last: IpAddr,
}

impl AddressRange {
    /// The addresses from `first` to `last`; `None` where they are of different families or in
    /// descending order.
    #[must_use]
    pub fn new(first: IpAddr, last: IpAddr) -> Option<Self> {
        (first.is_ipv4() == last.is_ipv4() && first <= last).then_some(Self { first, last })
    }

    /// The lowest address.
    #[must_use]
    pub fn first(&self) -> IpAddr {
        self.first
    }

    /// The highest address.
    #[must_use]
    pub fn last(&self) -> IpAddr {
        self.last
    }

    /// How many addresses there are; `u128::MAX` also for all of IPv6, which has one more.
    #[must_use]
    pub fn len(&self) -> u128 {
        number(self.last).saturating_sub(number(self.first)).saturating_add(1)
    }

    /// Never: a range has at least one address.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        false
    }

    /// Whether `address` is one of them.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        address.is_ipv4() == self.first.is_ipv4() && (self.first..=self.last).contains(&address)
    }

    /// The addresses, ascending.
    pub fn addresses(&self) -> impl Iterator<Item = IpAddr> + use<> {
        let v4 = self.first.is_ipv4();
        (number(self.first)..=number(self.last)).map(move |number| address(number, v4))
    }

    fn network(text: &str, network: &str, prefix: &str) -> Result<Self> {
        let invalid = |expected: &str| Error::invalid("range", text, expected);
        let base: IpAddr = network.trim().parse().map_err(|_| invalid("an address is expected before the `/`"))?;
        let (bits, limits) = match base {
            IpAddr::V4(_) => (32, "the prefix of an IPv4 network is 0 to 32"),
            IpAddr::V6(_) => (128, "the prefix of an IPv6 network is 0 to 128"),
        };
        let prefix = prefix.trim();
        let plain = prefix.bytes().all(|byte| byte.is_ascii_digit());
        let prefix: u32 =
            prefix.parse().ok().filter(|prefix| plain && *prefix <= bits).ok_or_else(|| invalid(limits))?;
        let hosts = u128::MAX.checked_shr(128 - (bits - prefix)).unwrap_or(0);
        let (first, last) = (number(base) & !hosts, number(base) | hosts);
        let (skipped_first, skipped_last) = match (base, bits - prefix) {
            (_, 0 | 1) => (0, 0), // RFC 3021, RFC 6164: both addresses of a point-to-point link are hosts
            (IpAddr::V4(_), _) => (1, 1),
            (IpAddr::V6(_), _) => (1, 0), // RFC 4291 §2.6.1
        };
        let v4 = base.is_ipv4();
        Ok(Self { first: address(first + skipped_first, v4), last: address(last - skipped_last, v4) })
    }

    fn span(text: &str, first: &str, last: &str) -> Result<Self> {
        let invalid = |expected: &str| Error::invalid("range", text, expected);
        let first: IpAddr = first.trim().parse().map_err(|_| invalid("an address is expected before the `-`"))?;
        let last = last.trim();
        let last: IpAddr = match (first, last.parse::<u8>()) {
            (IpAddr::V4(first), Ok(octet)) => {
                let [a, b, c, _] = first.octets();
                Ipv4Addr::new(a, b, c, octet).into()
            }
            _ => {
                last.parse().map_err(|_| invalid("an address, or the last number of one, is expected after the `-`"))?
            }
        };
        if first.is_ipv4() != last.is_ipv4() {
            return Err(invalid("both ends are of the same family, IPv4 or IPv6"));
        }
        Self::new(first, last).ok_or_else(|| invalid("the first address is not above the last"))
    }
}

/// The address of one agent, as people write it: `10.0.0.7`, `10.0.0.7:1161`, `2001:db8::7`, `[2001:db8::7]:1161`.
/// Without a port in it, it is `port`.
///
/// ```
/// use netwarden::io::agent_address;
///
/// assert_eq!(agent_address("10.0.0.7", 161)?.to_string(), "10.0.0.7:161");
/// assert_eq!(agent_address("[2001:db8::7]:1161", 161)?.port(), 1161);
/// # Ok::<(), netwarden::Error>(())
/// ```
///
/// # Errors
/// [`Error::Invalid`] where it is none: a name is to be resolved first.
pub fn agent_address(text: &str, port: u16) -> Result<SocketAddr> {
    let plain = text.trim();
    let alone = plain.parse::<IpAddr>().map(|address| SocketAddr::new(address, port));
    alone.or_else(|_| plain.parse()).map_err(|_| {
        Error::invalid("address", text, "an IP address, alone or with a port as in 10.0.0.7:1161 or [2001:db8::7]:1161")
    })
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address),
    }
}

fn address(number: u128, v4: bool) -> IpAddr {
    match u32::try_from(number) {
        Ok(short) if v4 => Ipv4Addr::from(short).into(),
        _ => Ipv6Addr::from(number).into(),
    }
}

impl From<IpAddr> for AddressRange {
    fn from(address: IpAddr) -> Self {
        Self { first: address, last: address }
    }
}

impl FromStr for AddressRange {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        if let Some((network, prefix)) = text.split_once('/') {
            return Self::network(text, network, prefix);
        }
        if let Some((first, last)) = text.split_once('-') {
            return Self::span(text, first, last);
        }
        let address: IpAddr = text.parse().map_err(|_| {
            Error::invalid(
                "range",
                text,
                "such as 10.0.0.0/24, 10.0.0.1-10.0.0.20, 10.0.0.5-20 or 10.0.0.7 is expected",
            )
        })?;
        Ok(address.into())
    }
}

impl fmt::Display for AddressRange {
    /// `10.0.0.1-10.0.0.254`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            return self.first.fmt(f);
        }
        write!(f, "{}-{}", self.first, self.last)
    }
}

/// Addresses, or a name that stands for some.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TargetSpec {
    /// Addresses.
    Range(AddressRange),
    /// A host name, to be resolved.
    Host(String),
}

impl TargetSpec {
    /// Reads several, separated by commas or white space.
    ///
    /// # Errors
    /// [`Error::Invalid`] for the first that is none, or where there is none at all.
    pub fn list(text: &str) -> Result<Vec<Self>> {
        let words = text.split(|c: char| c == ',' || c.is_whitespace()).filter(|word| !word.is_empty());
        let specs = words.map(str::parse).collect::<Result<Vec<Self>>>()?;
        if specs.is_empty() {
            return Err(Error::invalid("range", text, "such as 10.0.0.0/24 is expected"));
        }
        Ok(specs)
    }
}

impl FromStr for TargetSpec {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        // RFC 1123 §2.1, and the underscores that people use; the last label of a name is no number.
        let label = |label: &str| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        };
        let name = text.strip_suffix('.').unwrap_or(text);
        let last = name.rsplit('.').next().unwrap_or_default();
        let host = name.len() <= 253
            && name.split('.').all(label)
            && last.bytes().any(|byte| byte.is_ascii_alphabetic())
            && !text.contains(['/', ':'])
            // `10.0.0.1-10.0.0.x` is a slip of the finger, not a name.
            && text.split_once('-').is_none_or(|(first, _)| first.parse::<IpAddr>().is_err());
        if host { Ok(Self::Host(text.to_owned())) } else { text.parse().map(Self::Range) }
    }
}

impl From<AddressRange> for TargetSpec {
    fn from(range: AddressRange) -> Self {
        Self::Range(range)
    }
}

impl From<IpAddr> for TargetSpec {
    fn from(address: IpAddr) -> Self {
        Self::Range(address.into())
    }
}

impl fmt::Display for TargetSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Range(range) => range.fmt(f),
            Self::Host(name) => f.write_str(name),
        }
    }
}

#[cfg(test)]
mod tests;
