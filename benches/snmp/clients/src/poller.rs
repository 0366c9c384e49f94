//! netwarden's own cost: polls inside the engine's driver, without a future for each request.
//!
//! `bulk` and `walk` are the same cycles, counted by request and by table. The poller has no request of one variable: `get`
//! is the smallest that it does, GETBULK of sysUpTime.0 and one column, of devices with one interface.

use std::time::Duration;

use netwarden::io::{Community, Engine, EngineOptions, PollColumn, PollTarget, Poller};
use netwarden::value::{SmiType, oid};

use crate::case::{self, Asked, COLUMNS, Case, ROWS, Result, Tally};
use crate::drive::Meter;

pub(crate) async fn run(asked: &Asked) -> Result<Tally> {
    let (columns, rows) = match asked.case {
        Case::Get => (&COLUMNS[..1], 1),
        _ => (&COLUMNS[..], ROWS),
    };
    let column = |&id: &u32| PollColumn::new(id.to_string(), oid(&case::column(id)), SmiType::Counter64);
    let targets = (0..asked.in_flight).map(|number| PollTarget::new(asked.device(number), Community::new("public")));
    let engine = Engine::with(EngineOptions::new().receive_buffer(8 << 20)).await?;
    // Shorter than a cycle takes, so that one follows the other.
    let poller = Poller::new(&engine).every(Duration::from_millis(10)).targets(targets).columns(columns.iter().map(column));
    let mut poll = poller.start()?;
    poll.next().await.ok_or("the engine is gone")?; // the devices become known
    let before = engine.statistics().sent;
    let meter = Meter::start(asked);
    let mut tally = Tally::default();
    while meter.goes_on() {
        let batch = poll.next().await.ok_or("the engine is gone")?;
        let values: u64 = batch.columns.iter().flat_map(|column| &column.valid).map(|word| u64::from(word.count_ones())).sum();
        let expected = u64::from(asked.in_flight * rows) * columns.len() as u64;
        tally.varbinds += values;
        tally.errors += u64::from(values != expected);
    }
    tally.requests = engine.statistics().sent - before;
    Ok(meter.stop(tally))
}
