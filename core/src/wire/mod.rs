//! Bytes to messages and back: BER, PDUs, one request's life, and walks. No sockets here.

mod ber;
mod fault;
mod message;
mod pdu;

pub use fault::{Anomaly, AnomalyKind, DecodeError, DecodeErrorKind, VarBindFault};
pub use message::{Decoded, PduKind, Peek, decode, encode, encode_into, peek};
pub use pdu::{BulkRequest, CommunityString, ErrorStatus, Message, Pdu, Request, Response, TrapV1, Version};

#[cfg(test)]
mod tests;
