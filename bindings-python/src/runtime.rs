//! The one tokio runtime of the process: refuses work after a fork, ends within bounds at interpreter exit.
//!
//! The stock runtime of pyo3-async-runtimes is a global that cannot be stopped: the interpreter
//! then crashes at exit while a future is pending, and a forked child hangs on threads that do not
//! exist. This one checks the process id on every use and is shut down from `atexit`.

use std::cell::OnceCell;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3_async_runtimes::{TaskLocals, generic};
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::{JoinError, JoinHandle};

/// How long the exit of the interpreter waits for work that is still running.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(2);
/// How often a blocking call looks for Ctrl-C and hands out progress.
pub(crate) const TICK: Duration = Duration::from_millis(100);

struct Shared {
    handle: Handle,
    owned: Mutex<Option<Runtime>>,
    process: u32,
}

static SHARED: OnceLock<Shared> = OnceLock::new();
static LIVE: AtomicU64 = AtomicU64::new(0);

fn shared() -> PyResult<&'static Shared> {
    if SHARED.get().is_none() {
        let runtime = Builder::new_multi_thread().worker_threads(2).thread_name("netwarden").enable_all().build()?;
        let made =
            Shared { handle: runtime.handle().clone(), owned: Mutex::new(Some(runtime)), process: std::process::id() };
        if let Err(late) = SHARED.set(made) {
            // Another thread was first; an idle runtime ends without waiting.
            if let Some(runtime) = late.owned.into_inner().unwrap_or_else(PoisonError::into_inner) {
                runtime.shutdown_background();
            }
        }
    }
    let shared = SHARED.get().ok_or_else(|| PyRuntimeError::new_err("netwarden could not start its runtime"))?;
    if shared.process != std::process::id() {
        return Err(PyRuntimeError::new_err(
            "netwarden was used before fork(): its threads do not exist in this process; \
             use the start method \"spawn\" or \"forkserver\"",
        ));
    }
    Ok(shared)
}

/// Ends the runtime; called from `atexit`.
pub(crate) fn shutdown(py: Python<'_>) {
    let Some(shared) = SHARED.get() else { return };
    if shared.process == std::process::id() {
        let runtime = shared.owned.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(runtime) = runtime {
            py.detach(|| runtime.shutdown_timeout(SHUTDOWN_GRACE));
        }
    }
}

/// Futures of this binding that have begun and not ended.
pub(crate) fn live_tasks() -> u64 {
    LIVE.load(Ordering::SeqCst)
}

struct Alive;

impl Alive {
    fn new() -> Self {
        LIVE.fetch_add(1, Ordering::SeqCst);
        Self
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        LIVE.fetch_sub(1, Ordering::SeqCst);
    }
}

/// An asyncio future for `work`. Cancelling it drops `work`.
pub(crate) fn spawn<F, T>(py: Python<'_>, work: F) -> PyResult<Bound<'_, PyAny>>
where
    F: Future<Output = PyResult<T>> + Send + 'static,
    T: for<'py> IntoPyObject<'py> + Send + 'static,
{
    shared()?;
    let alive = Alive::new();
    generic::future_into_py::<Shim, _, T>(py, async move {
        let _alive = alive;
        work.await
    })
}

/// Runs `work` to its end without the interpreter lock. Every [`TICK`] it looks for signals, so that
/// Ctrl-C ends it, and calls `tick` in the calling thread; an exception from there ends it too.
pub(crate) fn block_on<F, T>(
    py: Python<'_>,
    work: F,
    mut tick: impl FnMut(Python<'_>) -> PyResult<()> + Send,
) -> PyResult<T>
where
    F: Future<Output = PyResult<T>> + Send,
    T: Send,
{
    let shared = shared()?;
    let _alive = Alive::new();
    py.detach(|| {
        shared.handle.block_on(async {
            let mut work = std::pin::pin!(work);
            loop {
                tokio::select! {
                    done = &mut work => {
                        Python::attach(&mut tick)?;
                        return done;
                    }
                    () = tokio::time::sleep(TICK) => Python::attach(|py| {
                        py.check_signals()?;
                        tick(py)
                    })?,
                }
            }
        })
    })
}

tokio::task_local! {
    static LOCALS: OnceCell<TaskLocals>;
}

struct Shim;

impl generic::Runtime for Shim {
    type JoinError = JoinError;
    type JoinHandle = JoinHandle<()>;

    fn spawn<F: Future<Output = ()> + Send + 'static>(work: F) -> Self::JoinHandle {
        // `spawn` above has checked that the runtime is there; a panic here could only mean that
        // the interpreter is already past `atexit`.
        handle().spawn(work)
    }

    fn spawn_blocking<F: FnOnce() + Send + 'static>(work: F) -> Self::JoinHandle {
        handle().spawn_blocking(work)
    }
}

#[allow(clippy::expect_used)]
fn handle() -> &'static Handle {
    &SHARED.get().expect("the runtime exists once work was accepted").handle
}

impl generic::ContextExt for Shim {
    fn scope<F, R>(locals: TaskLocals, work: F) -> Pin<Box<dyn Future<Output = R> + Send>>
    where
        F: Future<Output = R> + Send + 'static,
    {
        Box::pin(LOCALS.scope(OnceCell::from(locals), work))
    }

    fn get_task_locals() -> Option<TaskLocals> {
        LOCALS.try_with(|cell| cell.get().cloned()).ok().flatten()
    }
}
