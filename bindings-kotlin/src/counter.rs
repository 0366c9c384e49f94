//! Two samples of one counter.

use std::time::Duration;

use netwarden::counter::{
    self, Cause, CounterValue, FollowedPorts, Gap, MaxRate, PageDelta, PageRules, Rate, Taken, delta, rate_between,
};
use netwarden::value::{IfIndex, MacAddr, Moment, TimeTicks};

use crate::data::Delta;
use crate::error::NativeException;

/// What a counter says, with its width.
#[derive(uniffi::Enum)]
pub enum NativeCounter {
    Counter32 { value: u32 },
    Counter64 { value: u64 },
}

/// One reading of one counter.
#[derive(uniffi::Record)]
pub struct NativeSample {
    pub value: NativeCounter,
    pub at: Duration,
    pub uptime: Option<TimeTicks>,
    pub discontinuity: Option<TimeTicks>,
    pub last_change: Option<TimeTicks>,
    pub engine_boots: Option<u32>,
}

impl From<NativeSample> for counter::Sample<CounterValue> {
    fn from(sample: NativeSample) -> Self {
        let NativeSample { value, at, uptime, discontinuity, last_change, engine_boots } = sample;
        let value = match value {
            NativeCounter::Counter32 { value } => CounterValue::Counter32(value),
            NativeCounter::Counter64 { value } => CounterValue::Counter64(value),
        };
        Self { value, taken: Taken { at: Moment::START + at, uptime, discontinuity, last_change, engine_boots } }
    }
}

/// A rate, or why there is none.
#[derive(uniffi::Enum)]
pub enum RateOutcome {
    /// The rate.
    Known { rate: Rate },
    /// Why there is none.
    Missing { gap: Gap },
}

pub(crate) fn limit(max_rate: Option<u64>) -> MaxRate {
    max_rate.map_or_else(MaxRate::unknown, MaxRate::per_second)
}

#[uniffi::export]
pub fn native_delta(earlier: NativeSample, later: NativeSample, max_rate: Option<u64>) -> Delta {
    delta(&earlier.into(), &later.into(), limit(max_rate)).into()
}

#[uniffi::export]
pub fn native_rate(earlier: Option<NativeSample>, later: Option<NativeSample>, max_rate: Option<u64>) -> RateOutcome {
    let (earlier, later) = (earlier.map(Into::into), later.map(Into::into));
    match rate_between::<CounterValue>(earlier.as_ref(), later.as_ref(), limit(max_rate)) {
        Ok(rate) => RateOutcome::Known { rate },
        Err(gap) => RateOutcome::Missing { gap },
    }
}

/// `restarted 14 s ago`
#[uniffi::export]
pub fn native_gap_text(gap: Gap) -> String {
    gap.to_string()
}

/// `restarted`, `ambiguous`, …
#[uniffi::export]
pub fn native_gap_code(gap: Gap) -> String {
    gap.code().to_owned()
}

/// `restarted`, `declared`, …
#[uniffi::export]
pub fn native_discontinuity_code(cause: Cause) -> String {
    cause.code().to_owned()
}

/// `restarted 14 s ago`
#[uniffi::export]
pub fn native_discontinuity_text(cause: Cause) -> String {
    cause.to_string()
}

/// What an agent says of one interface, by which it is known again.
#[derive(uniffi::Record)]
pub struct PortIdentity {
    /// `ifIndex`.
    pub index: IfIndex,
    /// `ifName`, else `ifDescr`.
    #[uniffi(default = None)]
    pub name: Option<String>,
    /// `ifAlias`.
    #[uniffi(default = None)]
    pub alias: Option<String>,
    /// `ifPhysAddress`.
    #[uniffi(default = None)]
    pub mac: Option<String>,
}

impl TryFrom<PortIdentity> for counter::PortIdentity {
    type Error = netwarden::Error;

    fn try_from(given: PortIdentity) -> netwarden::Result<Self> {
        let PortIdentity { index, name, alias, mac } = given;
        let mac: Option<MacAddr> = mac.map(|text| text.parse()).transpose()?;
        Ok(Self { index, name, alias, mac })
    }
}

#[uniffi::export]
pub fn native_follow(earlier: Vec<PortIdentity>, later: Vec<PortIdentity>) -> Result<FollowedPorts, NativeException> {
    let ports =
        |given: Vec<PortIdentity>| given.into_iter().map(TryInto::try_into).collect::<netwarden::Result<Vec<_>>>();
    Ok(counter::follow(&ports(earlier)?, &ports(later)?))
}

/// One reading of a printer's page counter (`prtMarkerLifeCount`, RFC 3805).
#[derive(uniffi::Record)]
pub struct PageReading {
    /// The count; nothing where the printer did not say it.
    pub pages: Option<u64>,
    /// When, by a local clock, from any start.
    pub at: Duration,
    /// The maker, where it is known.
    #[uniffi(default = None)]
    pub manufacturer: Option<String>,
    /// The serial number, where it is known.
    #[uniffi(default = None)]
    pub serial: Option<String>,
}

impl From<PageReading> for counter::PageReading {
    fn from(given: PageReading) -> Self {
        let PageReading { pages, at, manufacturer, serial } = given;
        Self { manufacturer, serial, pages, at: Moment::START + at }
    }
}

#[uniffi::export]
pub fn native_page_delta(
    earlier: PageReading,
    later: PageReading,
    last_count: Option<u64>,
    most_per_minute: u32,
    most_lost: u32,
) -> PageDelta {
    counter::page_delta(&earlier.into(), &later.into(), PageRules { last_count, most_per_minute, most_lost })
}
