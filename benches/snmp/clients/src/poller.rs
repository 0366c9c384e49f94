//! netwarden's own cost: polls inside the engine's driver, without a future for each request.
//!
//! `bulk` and `walk` are the same cycles, each from nothing, counted by request and by table. The poller has no request of
//! one variable: `get` is the smallest that it does, GETBULK of sysUpTime.0 and one column, of devices with one interface.

use std::time::Duration;

use netwarden::inventory::PollBatch;
use netwarden::io::{Community, Engine, EngineOptions, PollColumn, PollTarget, Poller};
use netwarden::value::{SmiType, oid};

use crate::case::{self, Asked, COLUMNS, Case, ROWS, Result, Tally};
use crate::drive::Meter;

/// Short enough that little of it is idle, long enough that no cycle is cut.
const INTERVAL: Duration = Duration::from_millis(60);

pub(crate) async fn run(asked: &Asked) -> Result<Tally> {
    let (columns, rows) = match asked.case {
        Case::Get => (&COLUMNS[..1], 1),
        _ => (&COLUMNS[..], ROWS),
    };
    let column = |&id: &u32| PollColumn::new(id.to_string(), oid(&case::column(id)), SmiType::Counter64);
    let targets = (0..asked.in_flight).map(|number| PollTarget::new(asked.device(number), Community::new("public")));
    let engine = Engine::with(EngineOptions::new().receive_buffer(8 << 20)).await?;
    let poller = Poller::new(&engine).every(INTERVAL).targets(targets).columns(columns.iter().map(column));
    let mut tally = Tally::default();
    let mut take = |batch: PollBatch| {
        let valid = batch.columns.iter().flat_map(|column| &column.valid);
        let values = valid.map(|word| u64::from(word.count_ones())).sum();
        tally.count(values, u64::from(asked.in_flight * rows) * columns.len() as u64);
    };
    let before;
    let meter;
    if asked.case == Case::Get {
        let mut poll = poller.start()?;
        poll.next().await.ok_or("the engine is gone")?; // from now on it is known how many rows there are
        before = engine.statistics().sent;
        meter = Meter::start(asked);
        while meter.goes_on() {
            take(poll.next().await.ok_or("the engine is gone")?);
        }
    } else {
        before = engine.statistics().sent;
        meter = Meter::start(asked);
        while meter.goes_on() {
            take(poller.clone().once().await?);
        }
    }
    tally.requests = engine.statistics().sent - before;
    Ok(meter.stop(tally))
}
