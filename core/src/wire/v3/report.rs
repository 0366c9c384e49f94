use std::fmt;

use crate::error::Denial;
use crate::value::Oid;
use crate::wire::pdu::Pdu;

/// Why an agent answers with a report instead of a response: the counter that its `Report-PDU` names
/// (RFC 3414 §3.2, RFC 3412 §7.1, RFC 3413 §3.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportCause {
    /// `usmStatsUnsupportedSecLevels`: the user may not be addressed at this security level.
    UnsupportedSecLevels,
    /// `usmStatsNotInTimeWindows`: boots or time of the request are not those of the agent.
    NotInTimeWindows,
    /// `usmStatsUnknownUserNames`: the agent does not know the user.
    UnknownUserNames,
    /// `usmStatsUnknownEngineIDs`: the engine id of the request is not that of the agent.
    UnknownEngineIds,
    /// `usmStatsWrongDigests`: the authentication password or protocol is wrong.
    WrongDigests,
    /// `usmStatsDecryptionErrors`: the privacy password or protocol is wrong.
    DecryptionErrors,
    /// `snmpUnknownSecurityModels`: the agent does not have the User-based Security Model.
    UnknownSecurityModels,
    /// `snmpInvalidMsgs`: the agent cannot read the message.
    InvalidMsgs,
    /// `snmpUnknownPDUHandlers`: nobody there handles such a PDU.
    UnknownPduHandlers,
    /// `snmpUnavailableContexts`: the context exists but is not there now.
    UnavailableContexts,
    /// `snmpUnknownContexts`: the context does not exist.
    UnknownContexts,
    /// A counter that the standards do not have here, or none.
    Other(Oid),
}

impl ReportCause {
    /// The cause in a `Report-PDU`; `None` for any other PDU.
    #[must_use]
    pub fn of(pdu: &Pdu) -> Option<Self> {
        let Pdu::Report(report) = pdu else { return None };
        let Some(first) = report.varbinds.first() else { return Some(Self::Other(Oid::default())) };
        // snmpModules: snmpMPDMIB 11, snmpTargetMIB 12, snmpUsmMIB 15.
        let cause = match first.name.arcs() {
            [1, 3, 6, 1, 6, 3, 15, 1, 1, counter, ..] => match counter {
                1 => Self::UnsupportedSecLevels,
                2 => Self::NotInTimeWindows,
                3 => Self::UnknownUserNames,
                4 => Self::UnknownEngineIds,
                5 => Self::WrongDigests,
                6 => Self::DecryptionErrors,
                _ => Self::Other(first.name.clone()),
            },
            [1, 3, 6, 1, 6, 3, 11, 2, 1, 1, ..] => Self::UnknownSecurityModels,
            [1, 3, 6, 1, 6, 3, 11, 2, 1, 2, ..] => Self::InvalidMsgs,
            [1, 3, 6, 1, 6, 3, 11, 2, 1, 3, ..] => Self::UnknownPduHandlers,
            [1, 3, 6, 1, 6, 3, 12, 1, 4, ..] => Self::UnavailableContexts,
            [1, 3, 6, 1, 6, 3, 12, 1, 5, ..] => Self::UnknownContexts,
            _ => Self::Other(first.name.clone()),
        };
        Some(cause)
    }

    /// The instance of the counter that a `Report-PDU` names for this cause.
    #[must_use]
    pub fn counter(&self) -> Oid {
        let usm = |counter| Oid::new(&[1, 3, 6, 1, 6, 3, 15, 1, 1, counter, 0]);
        let mpd = |counter| Oid::new(&[1, 3, 6, 1, 6, 3, 11, 2, 1, counter, 0]);
        let target = |counter| Oid::new(&[1, 3, 6, 1, 6, 3, 12, 1, counter, 0]);
        match self {
            Self::UnsupportedSecLevels => usm(1),
            Self::NotInTimeWindows => usm(2),
            Self::UnknownUserNames => usm(3),
            Self::UnknownEngineIds => usm(4),
            Self::WrongDigests => usm(5),
            Self::DecryptionErrors => usm(6),
            Self::UnknownSecurityModels => mpd(1),
            Self::InvalidMsgs => mpd(2),
            Self::UnknownPduHandlers => mpd(3),
            Self::UnavailableContexts => target(4),
            Self::UnknownContexts => target(5),
            Self::Other(name) => name.clone(),
        }
    }
}

impl From<&ReportCause> for Denial {
    fn from(cause: &ReportCause) -> Self {
        match cause {
            ReportCause::UnsupportedSecLevels => Self::UnsupportedSecurityLevel,
            ReportCause::NotInTimeWindows => Self::NotInTimeWindow,
            ReportCause::UnknownUserNames => Self::UnknownUser,
            ReportCause::UnknownEngineIds => Self::UnknownEngineId,
            ReportCause::WrongDigests => Self::WrongDigest,
            ReportCause::DecryptionErrors => Self::DecryptionError,
            ReportCause::UnknownSecurityModels => Self::UnknownSecurityModel,
            ReportCause::InvalidMsgs => Self::InvalidMessage,
            ReportCause::UnknownPduHandlers => Self::UnknownPduHandler,
            ReportCause::UnavailableContexts => Self::UnavailableContext,
            ReportCause::UnknownContexts => Self::UnknownContext,
            ReportCause::Other(_) => Self::Other,
        }
    }
}

impl fmt::Display for ReportCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Other(name) if !name.is_empty() => write!(f, "the agent reports {name}"),
            _ => Denial::from(self).fmt(f),
        }
    }
}
