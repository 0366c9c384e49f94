use std::collections::BTreeMap;

use super::SeriesColumns;
use super::points::{Point, metric_name, points};
use crate::error::{Error, Result};
use crate::series::{SeriesKey, SeriesKind};
use crate::value::Timestamp;

/// What Prometheus takes for "from here on there is nothing": a `NaN` of these bits.
const STALE: u64 = 0x7ff0_0000_0000_0002;

/// Bodies of Prometheus remote write 1.0: a `WriteRequest` of Protocol Buffers, packed by Snappy.
///
/// Send them in POST with `Content-Type: application/x-protobuf`, `Content-Encoding: snappy` and
/// `X-Prometheus-Remote-Write-Version: 0.1.0`. One writer remembers what the totals of counters have come to, so that bodies
/// of one time and the next go on from each other.
#[derive(Clone, Debug, Default)]
pub struct RemoteWriter {
    written: BTreeMap<SeriesKey, Written>,
}

/// How far a series was written.
#[derive(Clone, Copy, Debug)]
struct Written {
    /// The time of the last sample.
    last: Timestamp,
    /// What a counter had come to then.
    total: u128,
}

/// One body with these series alone, as [`RemoteWriter::body`] writes it.
///
/// # Errors
/// `limit` where the body is longer than Snappy takes, 4 GiB.
pub fn to_remote_write(series: &[SeriesColumns]) -> Result<Vec<u8>> {
    RemoteWriter::default().body(series)
}

impl RemoteWriter {
    /// The body of a request with these series.
    ///
    /// A counter is its total at the end of each step, named with `_total`; a gauge is its average of the step, at the
    /// step's end. Labels are `device`, `object` and `row`. Where nothing was measured a series is stale, and a counter
    /// begins again at 0 after it. Steps that were written before are left out.
    ///
    /// # Errors
    /// `limit` where the body is longer than Snappy takes, 4 GiB.
    pub fn body(&mut self, series: &[SeriesColumns]) -> Result<Vec<u8>> {
        let mut request = Vec::new();
        for one in series {
            let samples = self.samples(one);
            if !samples.is_empty() {
                put_octets(&mut request, 1, &time_series(one, &samples));
            }
        }
        let limit = |_| Error::Limit { what: "the body of a remote write".into(), limit: "4 GiB".into() };
        snap::raw::Encoder::new().compress_vec(&request).map_err(limit)
    }

    /// What is new of a series.
    fn samples(&mut self, series: &SeriesColumns) -> Vec<(Timestamp, f64)> {
        let past = self.written.get(&series.key).copied();
        let is_new = |time: Timestamp| past.is_none_or(|past| time > past.last);
        // A counter goes on from what it had come to, without what was written of these steps already.
        let (mut base, mut written) = (past.map_or(0, |past| past.total), 0);
        let mut total = base;
        let mut samples = Vec::new();
        for point in points(series) {
            match point {
                Point::Begin(time) => {
                    written = 0;
                    if is_new(time) {
                        (base, total) = (0, 0);
                        if series.columns.kind == SeriesKind::Counter {
                            samples.push((time, 0.0));
                        }
                    }
                }
                Point::Total(time, counted) if is_new(time) => {
                    total = base + (counted - written);
                    samples.push((time, total as f64));
                }
                Point::Total(_, counted) => written = counted,
                Point::Level(time, level) if is_new(time) => samples.push((time, level)),
                Point::Level(..) => {}
                Point::End(time) => {
                    // At the time of the last value it would take its place.
                    let time = Timestamp::from_millis(time.as_millis().saturating_add(1));
                    if is_new(time) {
                        samples.push((time, f64::from_bits(STALE)));
                    }
                }
            }
        }
        if let Some((last, _)) = samples.last() {
            self.written.insert(series.key.clone(), Written { last: *last, total });
        }
        samples
    }
}

/// A `TimeSeries`: labels in field 1, sorted by their names, and samples in field 2.
fn time_series(series: &SeriesColumns, samples: &[(Timestamp, f64)]) -> Vec<u8> {
    let mut name = metric_name(&series.key.object, &series.spec().unit);
    if series.columns.kind == SeriesKind::Counter {
        name.push_str("_total");
    }
    let SeriesKey { device, object, row } = &series.key;
    let mut out = Vec::new();
    for (label, text) in [("__name__", &name), ("device", device), ("object", object), ("row", row)] {
        // An empty label is none.
        if !text.is_empty() {
            let mut pair = Vec::new();
            put_octets(&mut pair, 1, label.as_bytes());
            put_octets(&mut pair, 2, text.as_bytes());
            put_octets(&mut out, 1, &pair);
        }
    }
    for (time, value) in samples {
        let mut sample = vec![(1 << 3) | 1];
        sample.extend(value.to_le_bytes());
        sample.push(2 << 3);
        put_varint(&mut sample, time.as_millis() as u64);
        put_octets(&mut out, 2, &sample);
    }
    out
}

/// A field of so many octets: a text or a message within a message.
fn put_octets(out: &mut Vec<u8>, field: u8, octets: &[u8]) {
    out.push((field << 3) | 2);
    put_varint(out, octets.len() as u64);
    out.extend_from_slice(octets);
}

fn put_varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push((number & 0x7f) as u8);
}
