//! Series, their figures, and the formats that they are exchanged in. Numbers cross as octets.

use std::sync::{Arc, Mutex, PoisonError};

use netwarden::series::formats::{self, MeasuredSeries, SeriesColumns};
use netwarden::series::{
    self, Bill, BillingRules, Columns, Measured, PercentileMethod, SeriesGap, SeriesKey, SeriesKind, SeriesSpec,
};
use netwarden::value::Timestamp;

use crate::error::NativeException;
use crate::octets::{doubles, read_doubles, read64, words64};

/// What is said of a program's own numbers.
#[derive(uniffi::Record)]
pub struct NativeGivenColumns {
    pub unit: String,
    pub start: Timestamp,
    pub step_ms: u64,
    pub min: Option<Vec<u8>>,
    pub max: Option<Vec<u8>>,
    pub coverage: Option<Vec<u8>>,
    pub gaps: Vec<SeriesGap>,
}

impl NativeGivenColumns {
    fn finish(self, made: netwarden::Result<Columns>) -> Result<Arc<NativeColumns>, NativeException> {
        let mut made = made?;
        if self.min.is_some() || self.max.is_some() {
            let read =
                |given: Option<Vec<u8>>| given.map_or_else(|| made.average.clone(), |given| read_doubles(&given));
            let (min, max) = (read(self.min), read(self.max));
            made = made.with_extremes(&min, &max)?;
        }
        Ok(NativeColumns::shared(self.gaps.into_iter().fold(made, Columns::with_gap)))
    }
}

/// A series over a span of time; `io.netwarden.Columns` wraps it.
#[derive(uniffi::Object)]
pub struct NativeColumns {
    core: Arc<Columns>,
}

impl NativeColumns {
    pub(crate) fn shared(core: Columns) -> Arc<Self> {
        Arc::new(Self { core: Arc::new(core) })
    }

    pub(crate) fn core(&self) -> Arc<Columns> {
        Arc::clone(&self.core)
    }
}

/// What is not a column.
#[derive(uniffi::Record)]
pub struct NativeColumnsHead {
    pub kind: SeriesKind,
    pub unit: String,
    pub start: Timestamp,
    pub end: Timestamp,
    pub step_ms: u64,
    pub length: u32,
    pub gaps: Vec<SeriesGap>,
    pub total: String,
}

#[uniffi::export]
impl NativeColumns {
    #[uniffi::constructor]
    pub fn counted(counts: Vec<u8>, given: NativeGivenColumns) -> Result<Arc<Self>, NativeException> {
        let coverage = given.coverage.as_deref().map(read_doubles);
        let counts = read64(&counts);
        let made = Columns::counted(&given.unit, given.start, given.step_ms, &counts, coverage.as_deref());
        given.finish(made)
    }

    #[uniffi::constructor]
    pub fn levels(levels: Vec<u8>, given: NativeGivenColumns) -> Result<Arc<Self>, NativeException> {
        let coverage = given.coverage.as_deref().map(read_doubles);
        let levels = read_doubles(&levels);
        let made = Columns::levels(&given.unit, given.start, given.step_ms, &levels, coverage.as_deref());
        given.finish(made)
    }

    pub fn head(&self) -> NativeColumnsHead {
        let core = &self.core;
        NativeColumnsHead {
            kind: core.kind,
            unit: core.unit.clone(),
            start: core.start,
            end: core.end(),
            step_ms: core.step_ms,
            length: u32::try_from(core.len()).unwrap_or(u32::MAX),
            gaps: core.gaps.clone(),
            total: core.total().to_string(),
        }
    }

    pub fn average(&self) -> Vec<u8> {
        doubles(&self.core.average)
    }

    pub fn min(&self) -> Vec<u8> {
        doubles(&self.core.min)
    }

    pub fn max(&self) -> Vec<u8> {
        doubles(&self.core.max)
    }

    pub fn last(&self) -> Vec<u8> {
        doubles(&self.core.last)
    }

    pub fn count(&self) -> Vec<u8> {
        words64(self.core.count.iter().copied())
    }

    pub fn coverage(&self) -> Vec<u8> {
        doubles(&self.core.coverage)
    }

    pub fn time(&self, step: u32) -> Timestamp {
        self.core.time(usize::try_from(step).unwrap_or(usize::MAX))
    }

    pub fn average_of_all(&self) -> Option<f64> {
        self.core.average_of_all()
    }

    pub fn percentile(&self, percent: f64, method: PercentileMethod) -> Option<f64> {
        self.core.percentile(percent, method)
    }

    pub fn scaled(&self, factor: f64, unit: String) -> Arc<Self> {
        Self::shared(Columns::clone(&self.core).scaled(factor, &unit))
    }

    pub fn rolled_up(&self, step_ms: u64, least_coverage_percent: u8) -> Result<Arc<Self>, NativeException> {
        Ok(Self::shared(self.core.rolled_up(step_ms, least_coverage_percent)?))
    }
}

/// A series with its columns; `io.netwarden.SeriesColumns` wraps it.
#[derive(uniffi::Object)]
pub struct NativeSeries {
    core: SeriesColumns,
}

#[uniffi::export]
impl NativeSeries {
    #[uniffi::constructor]
    pub fn new(key: SeriesKey, columns: Arc<NativeColumns>) -> Arc<Self> {
        Arc::new(Self { core: SeriesColumns { key, columns: Columns::clone(&columns.core) } })
    }

    pub fn key(&self) -> SeriesKey {
        self.core.key.clone()
    }

    pub fn columns(&self) -> Arc<NativeColumns> {
        NativeColumns::shared(self.core.columns.clone())
    }

    pub fn measured(&self) -> Arc<NativeMeasured> {
        Arc::new(NativeMeasured { core: self.core.measured() })
    }
}

/// What was measured of a series; `io.netwarden.MeasuredSeries` wraps it.
#[derive(uniffi::Object)]
pub struct NativeMeasured {
    core: MeasuredSeries,
}

impl NativeMeasured {
    pub(crate) const fn core(&self) -> &MeasuredSeries {
        &self.core
    }
}

/// All of it.
#[derive(uniffi::Record)]
pub struct NativeNumbers {
    pub series: SeriesSpec,
    pub from_ms: Vec<u8>,
    pub to_ms: Vec<u8>,
    pub count: Vec<u8>,
    pub level: Vec<u8>,
    pub gaps: Vec<SeriesGap>,
}

#[uniffi::export]
impl NativeMeasured {
    pub fn numbers(&self) -> NativeNumbers {
        let mut told = NativeNumbers {
            series: self.core.series.clone(),
            from_ms: Vec::new(),
            to_ms: Vec::new(),
            count: Vec::new(),
            level: Vec::new(),
            gaps: Vec::new(),
        };
        for each in &self.core.measured {
            let (count, level) = match each.value {
                Measured::Count(count) => (count, f64::NAN),
                Measured::Level(level) => (0, level),
                Measured::Gap(reason) => {
                    told.gaps.push(SeriesGap { from: each.from, to: each.to, reason });
                    continue;
                }
            };
            told.from_ms.extend(each.from.as_millis().to_le_bytes());
            told.to_ms.extend(each.to.as_millis().to_le_bytes());
            told.count.extend(count.to_le_bytes());
            told.level.extend(level.to_le_bytes());
        }
        told
    }

    pub fn columns(&self, step_ms: u64) -> Result<Arc<NativeColumns>, NativeException> {
        Ok(NativeColumns::shared(self.core.columns(step_ms)?))
    }
}

/// Bodies of Prometheus remote write; `io.netwarden.RemoteWriter` wraps it.
#[derive(uniffi::Object)]
pub struct NativeRemoteWriter {
    core: Mutex<formats::RemoteWriter>,
}

#[uniffi::export]
impl NativeRemoteWriter {
    #[uniffi::constructor]
    pub fn new() -> Arc<Self> {
        Arc::new(Self { core: Mutex::default() })
    }

    pub fn body(&self, series: Vec<Arc<NativeSeries>>) -> Result<Vec<u8>, NativeException> {
        Ok(self.core.lock().unwrap_or_else(PoisonError::into_inner).body(&cores(&series))?)
    }
}

/// The formats take series side by side.
fn cores(series: &[Arc<NativeSeries>]) -> Vec<SeriesColumns> {
    series.iter().map(|one| one.core.clone()).collect()
}

fn shown(made: Vec<SeriesColumns>) -> Vec<Arc<NativeSeries>> {
    made.into_iter().map(|core| Arc::new(NativeSeries { core })).collect()
}

fn shown_measured(made: Vec<MeasuredSeries>) -> Vec<Arc<NativeMeasured>> {
    made.into_iter().map(|core| Arc::new(NativeMeasured { core })).collect()
}

/// A format of text.
#[derive(uniffi::Enum)]
pub enum NativeFormat {
    Json,
    Csv,
    Openmetrics,
    Influx,
    RrdDump,
}

#[uniffi::export]
pub fn native_series_text(format: NativeFormat, series: Vec<Arc<NativeSeries>>) -> Result<String, NativeException> {
    let series = cores(&series);
    Ok(match format {
        NativeFormat::Json => formats::to_json(&series),
        NativeFormat::Csv => formats::to_csv(&series),
        NativeFormat::Openmetrics => formats::to_openmetrics(&series),
        NativeFormat::Influx => formats::to_influx(&series),
        NativeFormat::RrdDump => {
            let sources: Vec<(&str, &Columns)> =
                series.iter().map(|one| (one.key.object.as_str(), &one.columns)).collect();
            formats::to_rrd_dump(&sources)?
        }
    })
}

#[uniffi::export]
pub fn native_series_of(format: NativeFormat, text: String) -> Result<Vec<Arc<NativeSeries>>, NativeException> {
    Ok(shown(match format {
        NativeFormat::Csv => formats::from_csv(&text)?,
        NativeFormat::RrdDump => formats::from_rrd_dump(&text)?,
        _ => formats::from_json(&text)?,
    }))
}

#[uniffi::export]
pub fn native_measured_of(format: NativeFormat, text: String) -> Result<Vec<Arc<NativeMeasured>>, NativeException> {
    Ok(shown_measured(match format {
        NativeFormat::Influx => formats::from_influx(&text)?,
        _ => formats::from_openmetrics(&text)?,
    }))
}

#[uniffi::export]
pub fn native_remote_write(series: Vec<Arc<NativeSeries>>) -> Result<Vec<u8>, NativeException> {
    Ok(formats::to_remote_write(&cores(&series))?)
}

#[uniffi::export]
pub fn native_utilisation(
    traffic: Arc<NativeColumns>,
    speed: Arc<NativeColumns>,
) -> Result<Arc<NativeColumns>, NativeException> {
    Ok(NativeColumns::shared(series::utilisation(&traffic.core, &speed.core)?))
}

#[uniffi::export]
pub fn native_bill(
    input: Arc<NativeColumns>,
    output: Arc<NativeColumns>,
    from: Timestamp,
    to: Timestamp,
    rules: BillingRules,
) -> Result<Bill, NativeException> {
    Ok(series::bill(&input.core, &output.core, from, to, rules)?)
}

/// The beginning of a month, and of the next one.
#[derive(uniffi::Record)]
pub struct NativeMonth {
    /// When it begins.
    pub from: Timestamp,
    /// When the next one begins.
    pub to: Timestamp,
}

#[uniffi::export]
pub fn native_month(year: u16, month: u8, utc_offset_minutes: i16) -> Result<NativeMonth, NativeException> {
    let (from, to) = series::month(year, month, utc_offset_minutes)?;
    Ok(NativeMonth { from, to })
}
