//! The index of a row in words, and back (RFC 2578 §7.7).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::mib::{InetAddress, LldpAddress, PlainInetAddress};
use crate::value::{BridgeId, BridgePort, IfIndex, LldpPortNum, MacAddr, VlanId};

/// What one part of an index of a row type stands for, in the words of its MIB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mib) enum IndexEncoding {
    /// A number.
    Number,
    /// A `MacAddress`: six arcs.
    Mac,
    /// Eight octets as of a `BridgeId`: eight arcs.
    BridgeId,
    /// An `IpAddress`: four arcs.
    IpAddress,
    /// An `InetAddressType` and an `InetAddress` (RFC 4001).
    InetAddress,
    /// An `InetAddressType` and an `InetAddress` whose length follows from the type alone.
    PlainInetAddress,
    /// An `AddressFamilyNumbers` and an `LldpManAddress`.
    LldpAddress,
}

/// A type that stands in an index.
pub(in crate::mib) trait Encoded {
    const ENCODING: IndexEncoding;
}

macro_rules! encoded {
    ($($kind:ident: $($type:ty)+;)+) => {
        $($(impl Encoded for $type {
            const ENCODING: IndexEncoding = IndexEncoding::$kind;
        })+)+
    };
}

encoded! {
    Number: u32 IfIndex BridgePort LldpPortNum VlanId;
    Mac: MacAddr;
    BridgeId: BridgeId;
    IpAddress: Ipv4Addr;
    InetAddress: InetAddress;
    PlainInetAddress: PlainInetAddress;
    LldpAddress: LldpAddress;
}

impl IndexEncoding {
    /// The objects that it stands for; `name` has both where it is two.
    pub(super) fn objects(self, name: &str) -> Vec<IndexObject> {
        let object = |name: &str, form| IndexObject { name: name.to_owned(), form, labels: Vec::new() };
        let labelled =
            |labels: &[(i64, &str)]| labels.iter().map(|(number, name)| (*number, (*name).to_owned())).collect();
        let pair = |suffix: &str, labels: &[(i64, &str)], implied: bool| {
            let kind =
                IndexObject { labels: labelled(labels), ..object(&format!("{name}{suffix}"), IndexForm::Number) };
            let shown = if implied { Shown::Arcs } else { Shown::Address };
            vec![kind, object(name, IndexForm::Octets { fixed: None, implied, shown })]
        };
        const INET: &[(i64, &str)] =
            &[(0, "unknown"), (1, "ipv4"), (2, "ipv6"), (3, "ipv4z"), (4, "ipv6z"), (16, "dns")];
        match self {
            Self::Number => vec![object(name, IndexForm::Number)],
            Self::Mac => {
                vec![object(name, IndexForm::Octets { fixed: Some(6), implied: false, shown: Shown::Mac })]
            }
            Self::BridgeId => {
                vec![object(name, IndexForm::Octets { fixed: Some(8), implied: false, shown: Shown::Arcs })]
            }
            Self::IpAddress => vec![object(name, IndexForm::IpAddress)],
            Self::InetAddress => pair("Type", INET, false),
            // No module can say so; what follows stays arcs.
            Self::PlainInetAddress => pair("Type", INET, true),
            Self::LldpAddress => pair("Subtype", &[(1, "ipV4"), (2, "ipV6"), (6, "all802")], false),
        }
    }
}

/// One object of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct IndexObject {
    pub(super) name: String,
    pub(super) form: IndexForm,
    pub(super) labels: Vec<(i64, String)>,
}

/// How an object stands in an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "mibs"), allow(dead_code))] // only modules of users have all of them
pub(super) enum IndexForm {
    /// One arc.
    Number,
    /// Four arcs.
    IpAddress,
    /// An arc for each octet, after their number unless that is fixed or the part is the last and implied.
    Octets { fixed: Option<usize>, implied: bool, shown: Shown },
    /// Arcs, after their number unless implied.
    ObjectId { implied: bool },
}

/// How octets are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "mibs"), allow(dead_code))] // only modules of users have all of them
pub(super) enum Shown {
    /// `"core"`, where they are printable.
    Text,
    /// `00:1e:58:a3:2f:cd`.
    Mac,
    /// `"10.0.0.1"`, where they are four or sixteen.
    Address,
    /// Only as arcs.
    Arcs,
}

/// The index in words; arcs that are not as the MIB says are left as they are.
pub(super) fn show(objects: &[IndexObject], arcs: &[u32]) -> String {
    let mut words = String::new();
    let mut rest = arcs;
    for object in objects {
        let Some((part, after)) = object.split(rest) else { break };
        words.push('.');
        words.push_str(&object.word(part));
        rest = after;
    }
    for arc in rest {
        words.push('.');
        words.push_str(&arc.to_string());
    }
    words
}

/// The arcs of an index in words, each part in words or in arcs; or what is wrong with it.
pub(super) fn read(objects: &[IndexObject], words: &str) -> Result<Vec<u32>, String> {
    let mut parts = Vec::new();
    let mut rest = words;
    while let Some(after) = rest.strip_prefix('.') {
        let (word, after) = first_word(after)?;
        parts.push(word);
        rest = after;
    }
    if !rest.is_empty() {
        return Err(format!("a dot is expected before {rest}"));
    }
    let mut arcs = Vec::new();
    let mut objects = objects.iter();
    let mut parts = parts.into_iter().peekable();
    while parts.peek().is_some() {
        let object = objects.next();
        let mut plain = Vec::new();
        // As many arcs as the object takes; beyond the last object whatever there is.
        while let Some(arc) = parts.peek().and_then(|word| word.parse::<u32>().ok()) {
            if object
                .is_some_and(|object| object.split(&plain).is_some_and(|(_, rest)| rest.is_empty() && object.ends()))
            {
                break;
            }
            plain.push(arc);
            parts.next();
        }
        match (object, parts.peek()) {
            (_, None) => arcs.extend(plain),
            (_, Some(_)) if !plain.is_empty() => arcs.extend(plain),
            (Some(object), Some(word)) => {
                arcs.extend(object.arcs(word)?);
                parts.next();
            }
            (None, Some(word)) => return Err(format!("{word} is no number, and the index ends before it")),
        }
    }
    Ok(arcs)
}

/// The first part of an index in words, up to the next dot that is not inside quotes.
fn first_word(text: &str) -> Result<(&str, &str), String> {
    let end = match text.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let inside = text.get(1..).unwrap_or_default();
            let close = inside.find(quote).ok_or_else(|| format!("a closing {quote} is expected after {text}"))?;
            close + 2
        }
        _ => text.find('.').unwrap_or(text.len()),
    };
    match text.split_at_checked(end) {
        Some((word, rest)) if !word.is_empty() => Ok((word, rest)),
        _ => Err("a number or a word is expected after each dot".to_owned()),
    }
}

impl IndexObject {
    /// Whether the number of its arcs is known from the first ones.
    fn ends(&self) -> bool {
        !matches!(self.form, IndexForm::Octets { implied: true, .. } | IndexForm::ObjectId { implied: true })
    }

    /// Its arcs and what follows them; `None` where they are not all there.
    fn split<'a>(&self, arcs: &'a [u32]) -> Option<(&'a [u32], &'a [u32])> {
        let counted = || usize::try_from(*arcs.first()?).ok()?.checked_add(1);
        let length = match self.form {
            IndexForm::Number => 1,
            IndexForm::IpAddress => 4,
            IndexForm::Octets { implied: true, .. } | IndexForm::ObjectId { implied: true } => arcs.len().max(1),
            IndexForm::Octets { fixed: Some(length), .. } => length,
            IndexForm::Octets { .. } | IndexForm::ObjectId { .. } => counted()?,
        };
        arcs.split_at_checked(length)
    }

    /// Its arcs in words.
    fn word(&self, arcs: &[u32]) -> String {
        let plain = || arcs.iter().map(u32::to_string).collect::<Vec<_>>().join(".");
        match self.form {
            IndexForm::Number => {
                let number = arcs.first().copied().unwrap_or_default();
                let label = self.labels.iter().find(|(known, _)| *known == i64::from(number));
                label.map_or_else(|| number.to_string(), |(_, label)| label.clone())
            }
            IndexForm::IpAddress | IndexForm::ObjectId { .. } => plain(),
            IndexForm::Octets { fixed, implied, shown } => {
                let content = if fixed.is_some() || implied { Some(arcs) } else { arcs.get(1..) };
                let octets: Option<Vec<u8>> =
                    content.unwrap_or_default().iter().map(|arc| u8::try_from(*arc).ok()).collect();
                octets.and_then(|octets| shown.word(&octets)).unwrap_or_else(plain)
            }
        }
    }

    /// The arcs of a word.
    fn arcs(&self, word: &str) -> Result<Vec<u32>, String> {
        let wrong = |expected: &str| format!("{word} is not {}, which is {expected}", self.name);
        match self.form {
            IndexForm::Number => {
                let label = self.labels.iter().find(|(_, label)| label == word);
                let number = label.and_then(|(number, _)| u32::try_from(*number).ok());
                number.map(|number| vec![number]).ok_or_else(|| wrong("a number or one of its names"))
            }
            IndexForm::IpAddress => {
                let address: Ipv4Addr = unquoted(word).parse().map_err(|_| wrong("an IPv4 address"))?;
                Ok(address.octets().map(u32::from).to_vec())
            }
            IndexForm::ObjectId { .. } => Err(wrong("an object identifier, in numbers")),
            IndexForm::Octets { fixed, implied, shown } => {
                let octets = shown.octets(word).ok_or_else(|| wrong(shown.expected()))?;
                if fixed.is_some_and(|length| length != octets.len()) {
                    return Err(wrong(&format!("{} octets long", fixed.unwrap_or_default())));
                }
                let counted = (fixed.is_none() && !implied).then(|| u32::try_from(octets.len()).unwrap_or(u32::MAX));
                Ok(counted.into_iter().chain(octets.into_iter().map(u32::from)).collect())
            }
        }
    }
}

impl Shown {
    /// The octets in words; `None` where only arcs tell them.
    fn word(self, octets: &[u8]) -> Option<String> {
        match self {
            Self::Text => {
                let text = std::str::from_utf8(octets).ok()?;
                let clear = !text.chars().any(|c| c.is_control() || c == '"');
                clear.then(|| format!("\"{text}\""))
            }
            Self::Mac => Some(MacAddr::from_slice(octets)?.to_string()),
            Self::Address => match octets.len() {
                4 => Some(format!("\"{}\"", Ipv4Addr::from(<[u8; 4]>::try_from(octets).ok()?))),
                16 => Some(format!("\"{}\"", Ipv6Addr::from(<[u8; 16]>::try_from(octets).ok()?))),
                _ => None,
            },
            Self::Arcs => None,
        }
    }

    /// The octets of a word. Text in quotes is understood of all octets.
    fn octets(self, word: &str) -> Option<Vec<u8>> {
        let text = unquoted(word);
        match self {
            Self::Mac if text.contains([':', '-']) => text.parse::<MacAddr>().ok().map(|mac| mac.0.to_vec()),
            Self::Address => match text.parse::<IpAddr>().ok()? {
                IpAddr::V4(address) => Some(address.octets().to_vec()),
                IpAddr::V6(address) => Some(address.octets().to_vec()),
            },
            _ => (text.len() < word.len()).then(|| text.as_bytes().to_vec()),
        }
    }

    fn expected(self) -> &'static str {
        match self {
            Self::Text | Self::Arcs => "text in quotes, or numbers",
            Self::Mac => "a MAC address such as 00:1e:58:a3:2f:cd",
            Self::Address => "an IP address in quotes",
        }
    }
}

/// The word without the quotes around it.
fn unquoted(word: &str) -> &str {
    let inside = |quote: char| word.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    inside('"').or_else(|| inside('\'')).unwrap_or(word)
}
