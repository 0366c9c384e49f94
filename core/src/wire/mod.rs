//! Bytes to messages and back: BER, PDUs, one request's life, and walks. No sockets here.

pub(crate) mod ber;
mod exchange;
mod fault;
mod message;
mod pdu;
mod poll;
mod retry;
mod rtt;
mod trap;
#[cfg(feature = "v3")]
pub mod usm;
#[cfg(feature = "v3")]
pub mod v3;
mod view;
mod walk;

#[cfg(feature = "io")]
pub(crate) use exchange::is_quote;
pub use exchange::{Answer, Exchange, Progress, Stray, Timeout, Verdict};
pub use fault::{Anomaly, AnomalyKind, DecodeError, DecodeErrorKind, VarBindFault};
pub(crate) use message::write_varbind;
pub use message::{Decoded, Peek, decode, encode, encode_into, peek};
pub use pdu::{BulkRequest, CommunityString, ErrorStatus, Message, Pdu, PduKind, Request, Response, TrapV1, Version};
pub use poll::{CellFault, PollLimits, PollMemory, PollPlan, PollStep, PolledRow, RequestTemplate, TablePoll};
pub use retry::RetryPolicy;
pub use rtt::RoundTrips;
pub use trap::{SNMP_TRAP_ADDRESS, SNMP_TRAP_COMMUNITY, SNMP_TRAP_ENTERPRISE, SNMP_TRAP_OID, SYS_UP_TIME};
pub use view::{BrokenVarBind, Number, ResponseView, VarBindView, Variables};
pub use walk::{Step, Stepping, Walk, WalkEnd, WalkLimits, WalkedColumn};

#[cfg(test)]
mod tests;
