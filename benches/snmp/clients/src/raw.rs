//! The floor: datagrams of the size of a GET sent and received in batches, and nothing else done with them.

use std::time::Duration;

use netwarden::value::{Value, VarBind, oid};
use netwarden::wire::{self, CommunityString, Message, Pdu, Request, Version};
use responder::{BATCH, Batch};

use crate::case::{Asked, Result, Tally, UPTIME};
use crate::drive::Meter;

pub(crate) fn run(asked: &Asked) -> Result<Tally> {
    let varbinds = vec![VarBind::new(oid(&UPTIME), Value::Null)];
    let pdu = Pdu::Get(Request { id: 0x1122_3344, varbinds });
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
    tally.varbinds = tally.requests;
    Ok(meter.stop(tally))
}
