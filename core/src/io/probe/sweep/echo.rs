use std::net::IpAddr;

use crate::io::probe::icmp::{HEADER, checksum};

/// What is behind the header: what recognises our payload, the number of the address, and the round.
const MARK: usize = 8 + 4 + 2;

/// Echo requests of one sweep (RFC 792, RFC 4443 §4), and the answers to them.
#[derive(Debug)]
pub(super) struct Echo {
    nonce: [u8; 8],
    v4: Vec<u8>,
    v6: Vec<u8>,
}

impl Echo {
    /// `payload` octets of payload, or as many as it takes.
    pub(super) fn new(nonce: [u8; 8], payload: usize) -> Self {
        let message = |kind| {
            let mut message = vec![0x5a; HEADER + payload.max(MARK)];
            let head = [kind, 0, 0, 0].into_iter().chain(nonce.into_iter().take(2)).chain([0, 0]).chain(nonce);
            for (place, octet) in message.iter_mut().zip(head) {
                *place = octet;
            }
            message
        };
        Self { nonce, v4: message(8), v6: message(128) }
    }

    /// The identifier; a datagram socket of the system replaces it.
    pub(super) fn id(&self) -> u16 {
        let [high, low, ..] = self.nonce;
        u16::from_be_bytes([high, low])
    }

    /// The request to that address in that round.
    pub(super) fn request(&mut self, v4: bool, index: u32, round: u16) -> &[u8] {
        let message = if v4 { &mut self.v4 } else { &mut self.v6 };
        let mark = index.to_be_bytes().into_iter().chain(round.to_be_bytes());
        for (place, octet) in message.iter_mut().skip(HEADER + 8).zip(mark) {
            *place = octet;
        }
        let [_, _, high, low] = index.to_be_bytes();
        write(message, 6, [high, low]);
        if v4 {
            // For IPv6 the system adds the checksum: it covers addresses that are not known here.
            write(message, 2, [0, 0]);
            let sum = checksum(message).to_be_bytes();
            write(message, 2, sum);
        }
        message
    }

    /// The address by its number, and the round, whose request a datagram answers, where it answers one of ours.
    pub(super) fn answered(&self, datagram: &[u8], from: IpAddr) -> Option<(u32, u16)> {
        let first = *datagram.first()?;
        let message = match (from.is_ipv4(), first >> 4) {
            // Raw sockets, and datagram sockets of some systems, deliver the IPv4 header too.
            (true, 4) => datagram.get(usize::from(first & 0xf) * 4..)?,
            _ => datagram,
        };
        let (header, payload) = message.split_at_checked(HEADER)?;
        let reply = if from.is_ipv4() { 0 } else { 129 };
        if header.first_chunk::<2>()? != &[reply, 0] {
            return None;
        }
        let mark = payload.strip_prefix(&self.nonce)?;
        let (index, rest) = mark.split_first_chunk::<4>()?;
        Some((u32::from_be_bytes(*index), u16::from_be_bytes(*rest.first_chunk::<2>()?)))
    }
}

fn write(message: &mut [u8], at: usize, octets: [u8; 2]) {
    for (place, octet) in message.iter_mut().skip(at).zip(octets) {
        *place = octet;
    }
}
