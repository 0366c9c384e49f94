//! Orders: what changes a device, looks before and after, and does not saw off the branch that it sits on.

mod facts;
mod port;
mod route;

use std::net::IpAddr;
use std::time::Duration;

use tokio::time::Instant;

use super::{Session, SessionExt};
use crate::error::{Error, Result};
use crate::inventory::{AdminStatus, IfStatus, ManagementPath, OrderOutcome, OrderReport, PortStatus};
use crate::value::{Value, VarBind};

pub use port::PortRef;

/// How an order is given. The defaults do no harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderOptions {
    force: bool,
    timeout: Duration,
    wait_oper: bool,
    reached_at: Option<IpAddr>,
    reached_from: Option<IpAddr>,
}

impl OrderOptions {
    /// Not forced; 5 s to see the order done; without waiting for the port's operation.
    #[must_use]
    pub const fn new() -> Self {
        Self { force: false, timeout: Duration::from_secs(5), wait_oper: false, reached_at: None, reached_from: None }
    }

    /// Gives the order even where it may cut the device off. Off.
    #[must_use]
    pub const fn force(mut self, force: bool) -> Self {
        self.force = force;
        self
    }

    /// How long to look whether the port is as ordered; 5 s. Reading takes its own time besides.
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Whether to wait, as long as [`Self::timeout`], until `ifOperStatus` follows: up where the port is brought up, and
    /// anything else where it is taken down. Off: a port without a cable never comes up.
    #[must_use]
    pub const fn wait_oper(mut self, wait: bool) -> Self {
        self.wait_oper = wait;
        self
    }

    /// The device's own address by which it is reached, where that is not the one that the session asks: behind address
    /// translation, or in a recording's or a simulation's place.
    #[must_use]
    pub const fn reached_at(mut self, address: IpAddr) -> Self {
        self.reached_at = Some(address);
        self
    }

    /// The address from which the device is reached, as it sees it; by default this machine's address towards it.
    #[must_use]
    pub const fn reached_from(mut self, address: IpAddr) -> Self {
        self.reached_from = Some(address);
        self
    }
}

impl Default for OrderOptions {
    fn default() -> Self {
        Self::new()
    }
}

/// Brings a port up or takes it down (`ifAdminStatus`, RFC 2863), and looks whether it is so then.
///
/// A port is not taken down where the device is reached through it, or where that cannot be told, unless
/// [`OrderOptions::force`] says so. What the device shows decides: the interface with the address that is asked, the route
/// back, the port at which this machine or the gateway was learned, and what these run over
/// ([`PathFacts::path`](crate::inventory::PathFacts::path)).
///
/// A port that is as ordered is left alone. What became of the order is data: an order that was given but is not seen done
/// is no error.
///
/// ```
/// use netwarden::inventory::{AdminStatus, OrderOutcome};
/// use netwarden::io::{Community, OrderOptions, SimulatedSession, set_if_admin_status};
/// use netwarden::sim::{Device, World};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> netwarden::Result<()> {
/// let world = World::builder("lab").write_community("private").device(Device::switch("s1").ports(4)).build()?;
/// let session = SimulatedSession::new(world.agent("s1")?, &Community::new("private"));
/// let careful = set_if_admin_status(&session, "p3", AdminStatus::Down, OrderOptions::new()).await;
/// assert_eq!(careful.unwrap_err().code(), "protected"); // nobody said how the device is reached
/// let report = set_if_admin_status(&session, "p3", AdminStatus::Down, OrderOptions::new().force(true)).await?;
/// assert_eq!(report.outcome, OrderOutcome::Done);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`Error::Protected`] where it may cut the device off; [`Error::Invalid`] where there is no such port, or several;
/// [`Error::Refused`] where the agent refuses; [`Error::Unconfirmed`] where the device answered neither the order nor
/// the questions after it; and as [`SessionExt::get`] where it does not answer before.
pub async fn set_if_admin_status<S: Session + ?Sized>(
    session: &S,
    port: impl Into<PortRef>,
    wanted: AdminStatus,
    options: OrderOptions,
) -> Result<OrderReport> {
    let started = Instant::now();
    let found = port::find(session, &port.into()).await?;
    let mut report = OrderReport {
        target: session.target(),
        if_index: found.if_index,
        name: found.name,
        wanted,
        outcome: OrderOutcome::Unchanged,
        before: found.status,
        after: None,
        forced: false,
        path: None,
        remark: None,
        took_ms: 0,
    };
    if found.status.admin == wanted.status() {
        report.took_ms = millis(started);
        return Ok(report);
    }
    if wanted == AdminStatus::Down {
        look_out(session, &options, &mut report).await?;
    }
    let order = VarBind::new(port::ADMIN_STATUS.child(&[found.if_index.0]), Value::Integer(wanted.number()));
    let given = session.set(&[order]).await;
    let silence = match given {
        Ok(_) => None,
        Err(error @ Error::Unconfirmed { .. }) => Some(error),
        Err(error) => return Err(error),
    };
    verify(session, &options, &mut report, silence).await?;
    report.took_ms = millis(started);
    Ok(report)
}

/// Through which ports a device is reached, as far as it shows that.
///
/// Takes about a dozen requests, and a few walks as long as the device has interfaces. It does not read forwarding or
/// routing tables, however long, but looks up in them.
///
/// # Errors
/// As [`SessionExt::get`], where the device does not answer at all.
pub async fn management_path<S: Session + ?Sized>(session: &S, options: &OrderOptions) -> Result<ManagementPath> {
    Ok(facts::read(session, options.reached_at, options.reached_from).await?.path())
}

/// Refuses what may cut the device off.
async fn look_out<S: Session + ?Sized>(session: &S, options: &OrderOptions, report: &mut OrderReport) -> Result<()> {
    let path = management_path(session, options).await?;
    let danger = path.danger(report.if_index);
    report.path = Some(path);
    match danger {
        Some(reason) if !options.force => {
            let what = format!("taking {} (ifIndex {}) down", report.name, report.if_index.0);
            Err(Error::Protected { target: session.target(), what, reason })
        }
        danger => {
            report.forced = danger.is_some();
            Ok(())
        }
    }
}

/// Reads until the port is as ordered or the time is over.
async fn verify<S: Session + ?Sized>(
    session: &S,
    options: &OrderOptions,
    report: &mut OrderReport,
    silence: Option<Error>,
) -> Result<()> {
    let deadline = Instant::now() + options.timeout;
    let mut pause = Duration::from_millis(50);
    report.outcome = OrderOutcome::Unverified;
    let trouble = loop {
        let trouble = match port::status(session, report.if_index).await {
            Ok(status) => {
                report.after = Some(status);
                if status.admin == report.wanted.status() {
                    report.outcome = OrderOutcome::Done;
                    if !options.wait_oper || follows(status, report.wanted) {
                        return Ok(());
                    }
                }
                None
            }
            Err(error) => Some(error),
        };
        if Instant::now() + pause > deadline {
            break trouble;
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_secs(1));
    };
    let unconfirmed = silence.is_some();
    if let (Some(silence), None) = (silence, &report.after) {
        return Err(silence);
    }
    let waited = options.timeout.as_millis();
    report.remark = Some(match (trouble, report.outcome) {
        (Some(trouble), _) => format!("it is not known how it is now: {trouble}"),
        (None, OrderOutcome::Done) => format!("its operation did not follow within {waited} ms"),
        (None, _) if unconfirmed => format!("the order was not confirmed, and the port is not so after {waited} ms"),
        (None, _) => format!("the agent took the order, but the port is not so after {waited} ms"),
    });
    Ok(())
}

/// Whether the port's operation is as its administrator wants it.
fn follows(status: PortStatus, wanted: AdminStatus) -> bool {
    (status.oper == IfStatus::Up) == (wanted == AdminStatus::Up)
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
