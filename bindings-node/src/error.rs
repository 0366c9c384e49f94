//! The core's errors as JavaScript errors: `code`, `retryable` and the parts of the error are
//! properties. The facade makes `NetwardenError` of them.

use std::future::Future;
use std::num::NonZero;
use std::sync::LazyLock;

use napi::bindgen_prelude::{Env, Error, JsObjectValue, JsValue, PromiseRaw, Result, ToNapiValue};

use tokio::sync::Semaphore;

use crate::convert::Js;

/// Builds the error on the thread of JavaScript.
pub(crate) fn raise(env: &Env, error: &netwarden::Error) -> Error {
    build(env, error).unwrap_or_else(|failed| failed)
}

fn build(env: &Env, error: &netwarden::Error) -> Result<Error> {
    use netwarden::Error as Core;
    let mut made = env.create_error(Error::from_reason(error.to_string()))?;
    made.set_named_property("name", "NetwardenError")?;
    made.set_named_property("code", error.code())?;
    made.set_named_property("retryable", error.is_retryable())?;
    match error {
        Core::Unreachable { target, reason } => {
            made.set_named_property("target", target.as_str())?;
            made.set_named_property("reason", reason.as_str())?;
        }
        Core::Denied { target, denial } => {
            made.set_named_property("target", target.as_str())?;
            made.set_named_property("denial", denial.js())?;
        }
        Core::TimedOut { target, after_ms, attempts, hint } => {
            made.set_named_property("target", target.as_str())?;
            made.set_named_property("afterMs", *after_ms as f64)?;
            made.set_named_property("attempts", *attempts)?;
            if !hint.is_empty() {
                made.set_named_property("hint", *hint)?;
            }
        }
        Core::Refused { target, status, index, variable, meaning } => {
            made.set_named_property("target", target.as_str())?;
            made.set_named_property("status", status.as_str())?;
            made.set_named_property("index", *index)?;
            if let Some(variable) = variable {
                made.set_named_property("variable", variable.as_str())?;
            }
            if let Some(meaning) = meaning {
                made.set_named_property("meaning", *meaning)?;
            }
        }
        Core::Unconfirmed { target, what, reason } | Core::Protected { target, what, reason } => {
            made.set_named_property("target", target.as_str())?;
            made.set_named_property("what", what.as_str())?;
            made.set_named_property("reason", reason.as_str())?;
        }
        Core::Malformed { origin, offset, reason } => {
            made.set_named_property("origin", origin.as_str())?;
            made.set_named_property("offset", offset.as_str())?;
            made.set_named_property("reason", reason.as_str())?;
        }
        Core::Limit { what, limit } => {
            made.set_named_property("what", what.as_str())?;
            made.set_named_property("limit", limit.as_str())?;
        }
        Core::Invalid { argument, given, expected } => {
            made.set_named_property("argument", argument.as_str())?;
            made.set_named_property("given", given.as_str())?;
            made.set_named_property("expected", expected.as_str())?;
        }
        Core::Io { what, source } => {
            made.set_named_property("what", what.as_str())?;
            made.set_named_property("reason", source.to_string())?;
        }
        // Cancelled has no parts; a new variant is found by the test that replays tests/surface/errors.json.
        _ => {}
    }
    Ok(Error::from(made.to_unknown()))
}

/// A promise for `work`; its errors are made on the thread of JavaScript, where they can be objects.
pub(crate) fn promise<'env, T, V, F>(
    env: &'env Env,
    work: F,
    show: impl FnOnce(T) -> V + 'static,
) -> Result<PromiseRaw<'env, V>>
where
    T: Send + 'static,
    V: ToNapiValue,
    F: Future<Output = netwarden::Result<T>> + Send + 'static,
{
    let alive = crate::live::Alive::new();
    env.spawn_future_with_callback(
        async move {
            let _alive = alive;
            Ok(work.await)
        },
        move |env, done| done.map(show).map_err(|error| raise(env, &error)),
    )
}

/// As many at a time as there are processors: a program that asks a thousand things at once does not get a thousand threads.
static TURNS: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(2, NonZero::get)));

/// A promise for `work` that takes long: it runs beside the event loop, in its turn.
pub(crate) fn off_thread<'env, T, V>(
    env: &'env Env,
    work: impl FnOnce() -> netwarden::Result<T> + Send + 'static,
    show: impl FnOnce(T) -> V + 'static,
) -> Result<PromiseRaw<'env, V>>
where
    T: Send + 'static,
    V: ToNapiValue,
{
    let done = async move {
        let failed = |error| netwarden::Error::io("a thread of the library", std::io::Error::other(error));
        // Nobody closes it.
        let _turn = TURNS.acquire().await.ok();
        tokio::task::spawn_blocking(work).await.map_err(failed)?
    };
    promise(env, done, show)
}
