use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::value::Oid;

/// One thing that an agent, or the way to it, does against the standards; given to a device with
/// [`Faults::misdeed`](super::Faults::misdeed).
///
/// Unlike the chances of [`Faults`](super::Faults), a misdeed strikes every time. It reads and writes as JSON, so that a
/// list of them is data.
///
/// ```
/// use netwarden::sim::{Faults, Misdeed};
/// use netwarden::value::oid;
///
/// let in_octets = oid(&[1, 3, 6, 1, 2, 1, 2, 2, 1, 10]);
/// let negative_counter = Misdeed::Value { below: in_octets, octets: vec![0x41, 1, 0xff] };
/// let faults = Faults::new(1).misdeed("s1", negative_counter).misdeed("s2", Misdeed::Trickle { every_ms: 60_000 });
/// # let _ = faults;
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Misdeed {
    /// Never answers.
    Silent,
    /// Each answer comes so late.
    Late {
        /// Milliseconds.
        by_ms: u64,
    },
    /// Sends an answer octet by octet, each in a datagram of its own.
    Trickle {
        /// Milliseconds between two octets.
        every_ms: u64,
    },
    /// Sends each answer only when the next request has come.
    OneBehind,
    /// Sends each answer more than once.
    Repeated {
        /// How often in all.
        times: u32,
    },
    /// Answers from another port than the one that was asked.
    OtherPort,
    /// Answers from another address than the one that was asked, as agents with several do.
    OtherAddress,
    /// Sends datagrams that nobody asked for before each answer: amplification, or an attack.
    Flood {
        /// How many.
        strays: u32,
    },
    /// Answers with the id of another request.
    WrongId,
    /// Answers with another community.
    WrongCommunity,
    /// Answers a v2c request in v1, and the other way round.
    WrongVersion,
    /// Writes that number as the message's version.
    Version {
        /// The number: 0 is v1, 1 is v2c, 3 is v3.
        number: u8,
    },
    /// Answers in a PDU of another kind.
    Tag {
        /// The PDU's tag: 0xa2 is a response, 0xa7 a trap, 0xa8 a report.
        tag: u8,
    },
    /// Sends the request back.
    Echo,
    /// Cuts each answer down to its first octets.
    Truncated {
        /// How many are left.
        octets: usize,
    },
    /// Sends octets after the message.
    Trailing {
        /// How many.
        octets: usize,
    },
    /// Writes lengths in another form than the shortest.
    Length {
        /// Of which elements.
        of: Part,
        /// In which form.
        form: LengthForm,
    },
    /// Answers with an error-status and the variables of the request.
    Status {
        /// The status: 1 is `tooBig`, 5 is `genErr`.
        status: i32,
        /// The error-index.
        index: u32,
        /// To which requests.
        to: Requests,
    },
    /// Answers `tooBig` where more variables than this are asked for, repetitions counted.
    TooBigAbove {
        /// How many it can bear.
        varbinds: u32,
    },
    /// Writes an error-index though there is no error.
    ErrorIndex {
        /// The index.
        index: u32,
    },
    /// Answers without an error and without variables.
    NoVarbinds,
    /// Leaves out the variables that would come after these.
    AtMost {
        /// How many it sends.
        varbinds: usize,
    },
    /// Sends so many repetitions, whatever GETBULK asks for.
    IgnoresMaxRepetitions {
        /// How many.
        sends: u32,
    },
    /// Sends the variables last to first.
    Reversed,
    /// Sends each variable of a bulk answer twice.
    BulkRepeats,
    /// Answers that variable, whatever is asked.
    Always {
        /// Its name.
        name: Oid,
    },
    /// Has the scalars below that name without the `.0` at their end, as agents behind a bridge of scripts do.
    WithoutZero {
        /// The group.
        below: Oid,
    },
    /// Does not answer GETBULK.
    BulkDeaf,
    /// Answers v1 only.
    V1Only,
    /// Restarts, so that `sysUpTime` and all counters begin at zero.
    RestartsAt {
        /// Milliseconds from the start.
        ms: u64,
    },
    /// What GETNEXT and GETBULK find after that name is the end, told in that way.
    Ends {
        /// The name; nothing is the end of all that the agent has.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<Oid>,
        /// How it tells.
        with: End,
    },
    /// GETNEXT and GETBULK below that name find this.
    Walk {
        /// The name.
        below: Oid,
        /// What follows what.
        path: Path,
    },
    /// Writes those octets as the value, tag and length included, of every variable below that name.
    Value {
        /// The name.
        below: Oid,
        /// The octets, in JSON as hexadecimal digits.
        #[serde(serialize_with = "to_hex", deserialize_with = "from_hex")]
        octets: Vec<u8>,
    },
    /// Writes a string of that length as the value of every variable below that name.
    Huge {
        /// The name.
        below: Oid,
        /// The length.
        octets: usize,
    },
    /// Writes those octets as the name, tag and length included, of every variable below that name.
    Name {
        /// The name.
        below: Oid,
        /// The octets, in JSON as hexadecimal digits.
        #[serde(serialize_with = "to_hex", deserialize_with = "from_hex")]
        octets: Vec<u8>,
    },
    /// Writes those octets in the place of every variable below that name.
    Varbind {
        /// The name.
        below: Oid,
        /// The octets, in JSON as hexadecimal digits.
        #[serde(serialize_with = "to_hex", deserialize_with = "from_hex")]
        octets: Vec<u8>,
    },
}

/// Which requests a [`Misdeed`] strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Requests {
    /// All.
    All,
    /// `GetBulkRequest` only.
    Bulk,
    /// `GetRequest` only.
    Get,
    /// All that name more than one variable.
    Several,
}

/// Elements of a message whose length is written wrongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The message.
    Message,
    /// The PDU.
    Pdu,
    /// The list of variables.
    List,
    /// Each variable.
    Varbinds,
    /// Every element.
    All,
}

/// How a length is written (X.690 §8.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LengthForm {
    /// In the fewest octets, as it should be.
    Shortest,
    /// In four octets: needless, but allowed (RFC 3417 §8).
    Long,
    /// The indefinite form, which SNMP does not have; two zeros end the content.
    Indefinite,
    /// One more than it is.
    OneMore,
    /// One less than it is.
    OneLess,
    /// Its lowest octet only, so that 256 looks like 0.
    LowOctet,
    /// 2⁶³−1.
    Huge,
    /// In nine octets.
    NineOctets,
    /// 0xff, which is reserved (X.690 §8.1.3.5 c).
    Reserved,
}

/// How an agent tells that nothing follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// `endOfMibView`, as it should be (RFC 3416 §4.2.2).
    EndOfMibView,
    /// `noSuchObject` in its place.
    NoSuchObject,
    /// `noSuchInstance` in its place.
    NoSuchInstance,
    /// The name that was asked with, and `NULL`.
    Null,
    /// The name that was asked with, and a value.
    SameName,
    /// The first variable of all again.
    FromTheTop,
    /// An empty name with `NULL`.
    EmptyName,
    /// The error-status `noSuchName`, which is v1's way.
    NoSuchName,
    /// The error-status `genErr`.
    GenErr,
}

/// What GETNEXT finds below a name, where it does not find what is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Path {
    /// One more row, for ever.
    Endless,
    /// One more row, for ever, with names of 128 arcs.
    EndlessLong,
    /// One more row, for ever, each a kibibyte.
    EndlessLarge,
    /// A row below the row, until a name has 128 arcs, then the next.
    Deepening,
    /// The name that was asked with.
    StandsStill,
    /// The row before.
    Backwards,
    /// Rows 1 to the period, and then 1 again.
    Cycle {
        /// How many rows.
        period: u32,
    },
}

fn to_hex<S: Serializer>(octets: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    let digits: Vec<String> = octets.iter().map(|octet| format!("{octet:02x}")).collect();
    serializer.serialize_str(&digits.join(" "))
}

fn from_hex<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let octet = |digits: &str| {
        let given =
            || serde::de::Error::custom(format!("\"{digits}\" is not an octet: two hexadecimal digits are expected"));
        (digits.len() == 2).then(|| u8::from_str_radix(digits, 16).ok()).flatten().ok_or_else(given)
    };
    text.split_whitespace().map(octet).collect()
}
