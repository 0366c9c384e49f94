//! Bytes to messages and back: BER, PDUs, one request's life, and walks. No sockets here.

mod pdu;

pub use pdu::{BulkRequest, CommunityString, ErrorStatus, Message, Pdu, Request, Response, TrapV1, Version};
