//! The native half of the Python package `netwarden`. It only translates: everything useful is in the core.

mod bank;
mod buffer;
mod check;
mod convert;
mod counter;
mod credential;
mod custom;
mod data;
mod error;
mod export;
mod inventory;
mod io;
mod live;
mod measure;
mod mib;
mod models;
mod names;
mod order;
mod plot;
mod poll;
mod record;
mod runner;
mod runtime;
mod series;
mod session;
mod sim;
mod store;
mod topology;
mod tracker;
mod trap;
mod value;
mod world;

use pyo3::prelude::*;

/// The version of the library.
#[pyfunction]
fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

/// Calls into this package that have begun and not ended.
#[pyfunction]
fn live_tasks() -> u64 {
    runtime::live_tasks()
}

/// Ends the runtime; `netwarden` calls it at exit.
#[pyfunction]
fn shutdown(py: Python<'_>) {
    runtime::shutdown(py);
}

/// Waits; lets the tests see how calls are cancelled.
#[pyfunction]
fn wait(py: Python<'_>, seconds: f64) -> PyResult<Bound<'_, PyAny>> {
    runtime::spawn(py, async move {
        tokio::time::sleep(seconds_of(seconds)?).await;
        Ok(())
    })
}

/// Waits, blocking; lets the tests see that Ctrl-C ends a call.
#[pyfunction]
fn wait_blocking(py: Python<'_>, seconds: f64) -> PyResult<()> {
    let span = seconds_of(seconds)?;
    runtime::block_on(
        py,
        async move {
            tokio::time::sleep(span).await;
            Ok(())
        },
        |_| Ok(()),
    )
}

fn seconds_of(seconds: f64) -> PyResult<std::time::Duration> {
    std::time::Duration::try_from_secs_f64(seconds).map_err(|_| {
        error::raise(&netwarden::Error::invalid("time", seconds.to_string(), "seconds from 0 up are expected"))
    })
}

#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    data::register(module)?;
    module.add_class::<convert::LldpId>()?;
    module.add_class::<topology::Topology>()?;
    module.add_class::<live::LiveTopology>()?;
    module.add_class::<tracker::Tracker>()?;
    module.add_class::<inventory::Site>()?;
    module.add_class::<counter::Sample>()?;
    module.add_class::<counter::PortIdentity>()?;
    module.add_class::<counter::PageReading>()?;
    module.add_class::<bank::Reading>()?;
    module.add_class::<bank::CounterBank>()?;
    module.add_class::<bank::RateColumn>()?;
    module.add_class::<series::Columns>()?;
    module.add_class::<series::SeriesColumns>()?;
    module.add_class::<series::MeasuredSeries>()?;
    module.add_class::<series::RemoteWriter>()?;
    module.add_class::<store::Store>()?;
    module.add_function(wrap_pyfunction!(store::default_retention, module)?)?;
    module.add_function(wrap_pyfunction!(store::retention_for_billing, module)?)?;
    module.add_class::<plot::Plot>()?;
    module.add_class::<check::CheckSpec>()?;
    module.add_class::<check::Prober>()?;
    module.add_class::<custom::Registry>()?;
    module.add_class::<runner::Runner>()?;
    module.add_class::<credential::Community>()?;
    module.add_class::<credential::UsmUser>()?;
    module.add_class::<io::Engine>()?;
    module.add_class::<io::Search>()?;
    module.add_class::<sim::SimulatedNetwork>()?;
    module.add_class::<world::World>()?;
    module.add_class::<export::Drawing>()?;
    module.add_class::<export::Load>()?;
    module.add_class::<export::Charts>()?;
    module.add_class::<models::Models>()?;
    module.add_class::<models::Collectors>()?;
    module.add_class::<trap::TrapListener>()?;
    module.add_function(wrap_pyfunction!(trap::read_notification, module)?)?;
    module.add_class::<value::SnmpValue>()?;
    module.add_class::<value::VarBind>()?;
    module.add_class::<mib::Table>()?;
    module.add_class::<mib::RowFault>()?;
    module.add_class::<names::Names>()?;
    module.add_class::<names::MibFile>()?;
    module.add_class::<session::Session>()?;
    module.add_class::<order::OrderOptions>()?;
    module.add_class::<session::Limits>()?;
    module.add_class::<session::WalkedColumn>()?;
    module.add_class::<session::VarBindFault>()?;
    module.add_class::<poll::PollPlan>()?;
    module.add_class::<poll::Poll>()?;
    module.add_class::<poll::PollBatch>()?;
    module.add_class::<poll::PolledColumn>()?;
    module.add_class::<record::RecordPlan>()?;
    module.add_class::<record::Recording>()?;
    module.add_class::<measure::Measurements>()?;
    module.add_class::<measure::MeasuredColumn>()?;
    module.add_function(wrap_pyfunction!(measure::measure_everything, module)?)?;
    module.add_function(wrap_pyfunction!(measure::measure_interfaces_only, module)?)?;
    module.add_function(wrap_pyfunction!(measure::measure_check, module)?)?;
    module.add_function(wrap_pyfunction!(measure::measure_admits, module)?)?;
    module.add_function(wrap_pyfunction!(measure::measure_judge, module)?)?;
    module.add_function(wrap_pyfunction!(order::set_if_admin_status, module)?)?;
    module.add_function(wrap_pyfunction!(order::set_if_admin_status_blocking, module)?)?;
    module.add_function(wrap_pyfunction!(order::management_path, module)?)?;
    module.add_function(wrap_pyfunction!(order::management_path_blocking, module)?)?;
    module.add_function(wrap_pyfunction!(mib::table_names, module)?)?;
    module.add_function(wrap_pyfunction!(mib::read_rows, module)?)?;
    module.add_function(wrap_pyfunction!(sim::sim_names, module)?)?;
    module.add_function(wrap_pyfunction!(check::ownership_token, module)?)?;
    module.add_function(wrap_pyfunction!(check::threshold_range, module)?)?;
    module.add_function(wrap_pyfunction!(check::status_range, module)?)?;
    module.add_function(wrap_pyfunction!(check::alerts, module)?)?;
    module.add_function(wrap_pyfunction!(check::judge, module)?)?;
    module.add_function(wrap_pyfunction!(check::perfdata, module)?)?;
    module.add_function(wrap_pyfunction!(value::oid, module)?)?;
    module.add_function(wrap_pyfunction!(value::mac, module)?)?;
    module.add_function(wrap_pyfunction!(counter::delta, module)?)?;
    module.add_function(wrap_pyfunction!(counter::rate, module)?)?;
    module.add_function(wrap_pyfunction!(counter::follow, module)?)?;
    module.add_function(wrap_pyfunction!(counter::page_delta, module)?)?;
    series::register(module)?;
    module.add_function(wrap_pyfunction!(version, module)?)?;
    module.add_function(wrap_pyfunction!(live_tasks, module)?)?;
    module.add_function(wrap_pyfunction!(shutdown, module)?)?;
    module.add_function(wrap_pyfunction!(wait, module)?)?;
    module.add_function(wrap_pyfunction!(wait_blocking, module)?)
}
