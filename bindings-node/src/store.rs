//! Stores of series, in memory and in files. The facade calls one after the other, so that a store takes in what it is told in
//! the order in which it was told.

use chrono::{DateTime, Utc};
use napi::bindgen_prelude::{
    BigInt64Array, BigUint64Array, Either, Env, Float64Array, PromiseRaw, Result, ToNapiValue, Uint32Array,
};
use napi_derive::napi;
use netwarden::Error;
use netwarden::io::{SharedStore, SqliteOptions, SqliteStore};
use netwarden::series::{
    self, Append, MemoryStore, ReadSpan, Retention, SeriesFilter, SeriesId, SeriesKey, Store as CoreStore,
};

use crate::convert::Js;
use crate::data::{Ack, SeriesSpec};
use crate::error::{off_thread, raise};
use crate::series::{Columns, MeasuredSeries, part, timestamp, whole};

/// What is kept of a store, and how. The retention is JSON.
#[napi(object, object_to_js = false)]
pub struct StoreOptions {
    pub retention: Option<String>,
    pub durability: Option<String>,
    pub most_series: Option<f64>,
    pub most_octets: Option<f64>,
}

#[allow(clippy::cast_possible_truncation)] // of 64 bits
fn size(number: f64) -> usize {
    whole(number) as usize
}

fn retention(text: &str) -> netwarden::Result<Retention> {
    serde_json::from_str(text).map_err(|error| Error::invalid("retention", "data", error.to_string()))
}

fn written(env: &Env, retention: &Retention) -> Result<String> {
    let text = serde_json::to_string(retention);
    text.map_err(|error| raise(env, &Error::invalid("retention", "data", error.to_string())))
}

/// A series as it is declared.
#[napi(object, object_to_js = false)]
pub struct GivenSeries {
    pub device: String,
    pub object: String,
    pub row: String,
    pub kind: String,
    pub unit: String,
}

impl GivenSeries {
    fn core(self) -> netwarden::Result<series::SeriesSpec> {
        let key = SeriesKey::new(self.device, self.object, self.row);
        Ok(series::SeriesSpec { key, kind: self.kind.parse()?, unit: self.unit })
    }
}

/// Which series are meant.
#[napi(object, object_to_js = false)]
pub struct GivenFilter {
    pub device: Option<String>,
    pub object: Option<String>,
    pub row: Option<String>,
}

/// A series with its number.
#[napi(object, object_from_js = false)]
pub struct FoundSeries {
    pub id: u32,
    pub series: SeriesSpec,
}

/// Measurements that were copied when they were given, whenever their turn comes.
#[napi]
pub struct Batch {
    core: Vec<Append>,
}

fn ids(series: &[u32]) -> Vec<SeriesId> {
    series.iter().copied().map(SeriesId).collect()
}

type Times = Either<BigInt64Array, Float64Array>;

#[allow(clippy::cast_possible_truncation)] // saturates
fn times(given: &Times) -> Vec<i64> {
    match given {
        Either::A(times) => times.to_vec(),
        Either::B(times) => times.iter().map(|time| *time as i64).collect(),
    }
}

#[napi]
impl Batch {
    fn made(env: &Env, made: netwarden::Result<Vec<Append>>) -> Result<Self> {
        made.map(|core| Self { core }).map_err(|error| raise(env, &error))
    }

    #[napi(factory)]
    pub fn counts(env: &Env, series: Uint32Array, from: Times, to: Times, counts: BigUint64Array) -> Result<Self> {
        Self::made(env, Append::counts(&ids(&series), &times(&from), &times(&to), &counts))
    }

    #[napi(factory)]
    pub fn levels(env: &Env, series: Uint32Array, from: Times, to: Times, levels: Float64Array) -> Result<Self> {
        Self::made(env, Append::levels(&ids(&series), &times(&from), &times(&to), &levels))
    }

    #[napi(factory)]
    pub fn gaps(env: &Env, series: Uint32Array, from: Times, to: Times, reason: String) -> Result<Self> {
        let gaps = |reason| Append::gaps(&ids(&series), &times(&from), &times(&to), &[reason]);
        Self::made(env, reason.parse().and_then(gaps))
    }
}

/// A store, in memory or in a file.
#[napi]
pub struct Store {
    core: SharedStore,
}

impl Store {
    pub(crate) fn core(&self) -> SharedStore {
        self.core.clone()
    }

    fn apart<'env, T, V>(
        &self,
        env: &'env Env,
        work: impl FnOnce(&mut SharedStore) -> netwarden::Result<T> + Send + 'static,
        show: impl FnOnce(T) -> V + 'static,
    ) -> Result<PromiseRaw<'env, V>>
    where
        T: Send + 'static,
        V: ToNapiValue,
    {
        let mut core = self.core();
        off_thread(env, move || work(&mut core), show)
    }
}

#[napi]
impl Store {
    #[napi(factory)]
    pub fn memory(env: &Env, options: StoreOptions) -> Result<Self> {
        let make = || {
            let kept = options.retention.as_deref().map(retention).transpose()?.unwrap_or_default();
            let store = MemoryStore::new(kept)?;
            Ok(match options.most_series {
                Some(most) => store.most_series(size(most)),
                None => store,
            })
        };
        make().map(|core| Self { core: core.into() }).map_err(|error| raise(env, &error))
    }

    #[napi]
    pub fn sqlite(env: &Env, path: String, given: StoreOptions) -> Result<PromiseRaw<'_, Self>> {
        let open = move || {
            let mut options = SqliteOptions::new();
            if let Some(text) = given.retention {
                options = options.retention(retention(&text)?);
            }
            if let Some(word) = given.durability {
                options = options.durability(word.parse()?);
            }
            if let Some(most) = given.most_series {
                options = options.most_series(size(most));
            }
            if let Some(most) = given.most_octets {
                options = options.most_octets(whole(most));
            }
            SqliteStore::open(path, &options)
        };
        off_thread(env, open, |core| Self { core: core.into() })
    }

    #[napi]
    pub fn declare_all<'env>(&self, env: &'env Env, given: Vec<GivenSeries>) -> Result<PromiseRaw<'env, Uint32Array>> {
        let declare = |core: &mut SharedStore| {
            let series: Vec<_> = given.into_iter().map(GivenSeries::core).collect::<netwarden::Result<_>>()?;
            core.declare_all(&series)
        };
        self.apart(env, declare, |ids| ids.into_iter().map(|id| id.0).collect::<Vec<u32>>().into())
    }

    #[napi]
    pub fn append<'env>(&self, env: &'env Env, measured: &MeasuredSeries) -> Result<PromiseRaw<'env, Ack>> {
        let measured = measured.core();
        self.apart(env, move |core| measured.append_to(core), Js::js)
    }

    #[napi]
    pub fn append_batch<'env>(&self, env: &'env Env, batch: &mut Batch) -> Result<PromiseRaw<'env, Ack>> {
        let batch = std::mem::take(&mut batch.core);
        self.apart(env, move |core| core.append(&batch), Js::js)
    }

    #[napi]
    pub fn read<'env>(
        &self,
        env: &'env Env,
        series: u32,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        step_ms: Option<f64>,
        least_coverage_percent: Option<u32>,
    ) -> Result<PromiseRaw<'env, Columns>> {
        let read = move |core: &mut SharedStore| {
            let least_coverage_percent = part(least_coverage_percent)?;
            let (from, to, step_ms) = (timestamp(from), timestamp(to), step_ms.map(whole));
            core.read(SeriesId(series), &ReadSpan { from, to, step_ms, least_coverage_percent })
        };
        self.apart(env, read, Columns::from)
    }

    #[napi]
    pub fn series<'env>(&self, env: &'env Env, filter: GivenFilter) -> Result<PromiseRaw<'env, Vec<FoundSeries>>> {
        let GivenFilter { device, object, row } = filter;
        let found = |found: Vec<(SeriesId, series::SeriesSpec)>| {
            found.into_iter().map(|(id, series)| FoundSeries { id: id.0, series: series.js() }).collect()
        };
        self.apart(env, move |core| core.series(&SeriesFilter { device, object, row }), found)
    }

    #[napi]
    pub fn measured_until<'env>(&self, env: &'env Env, series: u32) -> Result<PromiseRaw<'env, Option<DateTime<Utc>>>> {
        self.apart(env, move |core| core.measured_until(SeriesId(series)), Js::js)
    }

    #[napi]
    pub fn retain<'env>(&self, env: &'env Env, now: DateTime<Utc>) -> Result<PromiseRaw<'env, ()>> {
        self.apart(env, move |core| core.retain(timestamp(now)), |()| ())
    }

    #[napi]
    pub fn retention(&self, env: &Env) -> Result<String> {
        written(env, self.core.retention())
    }

    #[napi]
    pub fn size(&self) -> f64 {
        self.core.len().js()
    }

    #[napi]
    pub fn path(&self) -> Option<String> {
        self.core.path().map(|path| path.display().to_string())
    }

    #[napi]
    pub fn copy_to<'env>(&self, env: &'env Env, path: String) -> Result<PromiseRaw<'env, ()>> {
        self.apart(env, move |core| core.copy_to(path), |()| ())
    }

    #[napi]
    pub fn check<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, ()>> {
        self.apart(env, |core| core.check(), |()| ())
    }

    #[napi]
    pub fn close<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, ()>> {
        let close = |core: &mut SharedStore| {
            core.close();
            Ok(())
        };
        self.apart(env, close, |()| ())
    }
}

#[napi]
pub fn default_retention(env: &Env) -> Result<String> {
    written(env, &Retention::default())
}

#[napi]
pub fn retention_for_billing(env: &Env) -> Result<String> {
    written(env, &Retention::for_billing())
}
