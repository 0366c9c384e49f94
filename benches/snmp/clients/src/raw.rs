//! The floor: the datagrams of a GET or a GETBULK sent and received in batches, and nothing else done with them.
//!
//! For a GET the other side only sends them back; for a GETBULK it answers, and nobody reads what.

use std::time::Duration;

use netwarden::value::{Value, VarBind, oid};
use netwarden::wire::{self, BulkRequest, CommunityString, Message, Pdu, Request, Version};
use responder::{BATCH, Batch};

use crate::case::{self, Asked, BULK, COLUMNS, Case, REPETITIONS, Result, Tally, UPTIME};
use crate::drive::Meter;

pub(crate) fn run(asked: &Asked) -> Result<Tally> {
    let unset = |name: &[u32]| VarBind::new(oid(name), Value::Null);
    let id = 0x1122_3344;
    let pdu = match asked.case {
        Case::Bulk => Pdu::GetBulk(BulkRequest {
            id,
            non_repeaters: 0,
            max_repetitions: REPETITIONS,
            varbinds: COLUMNS.iter().map(|column| unset(&case::column(*column))).collect(),
        }),
        _ => Pdu::Get(Request { id, varbinds: vec![unset(&UPTIME)] }),
    };
    let datagram = wire::encode(&Message { version: Version::V2c, community: CommunityString::new("public"), pdu })?;
    let mut batch = Batch::bind(0)?;
    batch.timeout(Duration::from_millis(200))?;
    let mut tally = Tally::default();
    let mut due: Vec<u32> = (0..asked.in_flight).collect();
    let meter = Meter::start(asked);
    while meter.goes_on() {
        for device in due.drain(..) {
            batch.queue(|_, slot| {
                slot.peer = asked.device(device);
                slot.octets.clone_from(&datagram);
                true
            })?;
        }
        batch.send()?;
        if batch.receive().is_err() {
            tally.errors += 1;
            due.extend(0..asked.in_flight);
        }
        due.extend(batch.received().iter().map(|slot| u32::from(*slot.peer.ip()) - 0x7f01_0000));
        tally.requests += batch.received().len() as u64;
    }
    debug_assert!(due.len() <= BATCH.max(asked.in_flight as usize));
    tally.varbinds = tally.requests * if asked.case == Case::Bulk { BULK } else { 1 };
    Ok(meter.stop(tally))
}
