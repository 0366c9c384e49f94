//! A monitoring plugin, run as a process of its own: no shell, an environment of its own, bounded in time and in what it prints.

use std::io::ErrorKind;
use std::process::Stdio;

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};

use super::{Budget, ProbeOptions};
use crate::check::{Attempt, Cause, Phase, PluginCheck, PluginObservation};
use crate::error::Result;
use crate::io::wall_clock;

/// Bytes of what it prints that are kept; the rest is read and forgotten.
const MAX_BYTES: usize = 64 * 1024;

pub(super) async fn observe(check: &PluginCheck, options: &ProbeOptions) -> Result<PluginObservation> {
    let budget = Budget::start(check.timeout_ms);
    let mut seen =
        PluginObservation { attempt: Attempt { at: wall_clock(), ..Attempt::default() }, ..Default::default() };
    seen.attempt.failure = run(check, options, budget, &mut seen).await.err();
    seen.attempt.timing.total_ms = budget.total_ms();
    Ok(seen)
}

async fn run(
    check: &PluginCheck,
    options: &ProbeOptions,
    budget: Budget,
    seen: &mut PluginObservation,
) -> Result<(), Cause> {
    let Some(folder) = &options.plugins else {
        let reason = "the prober runs no plugins: its options name no folder of them".to_string();
        return Err(Cause::NotEvaluated { reason });
    };
    let mut command = Command::new(folder.join(&check.program));
    command
        .args(&check.arguments)
        .env_clear()
        .env("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin")
        .env("LC_ALL", "C");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    #[cfg(unix)]
    command.process_group(0);
    let child = command.spawn().map_err(|error| match error.kind() {
        ErrorKind::NotFound => {
            Cause::NotEvaluated { reason: format!("there is no plugin {:?} in the folder of plugins", check.program) }
        }
        ErrorKind::PermissionDenied => {
            Cause::NotEvaluated { reason: format!("the plugin {:?} may not be executed", check.program) }
        }
        _ => Cause::Local { reason: super::connect::plain(&error) },
    })?;
    let mut family = Family(child);
    let (stdout, stderr) = (family.0.stdout.take(), family.0.stderr.take());
    let whole = async {
        let (printed, complained) = tokio::join!(kept(stdout), kept(stderr));
        (printed, complained, family.0.wait().await)
    };
    let (printed, complained, ended) = budget.wait(Phase::Transfer, whole).await?;
    let ended = ended.map_err(|error| Cause::Local { reason: super::connect::plain(&error) })?;
    seen.exit_code = ended.code();
    let said = if printed.iter().all(u8::is_ascii_whitespace) { complained } else { printed };
    seen.output = String::from_utf8_lossy(&said).into_owned();
    Ok(())
}

/// Reads to the end and keeps the beginning.
async fn kept(stream: Option<impl AsyncRead + Unpin>) -> Vec<u8> {
    let (mut kept, mut buffer) = (Vec::new(), [0; 4096]);
    let Some(mut stream) = stream else { return kept };
    while let Ok(count) = stream.read(&mut buffer).await {
        if count == 0 {
            break;
        }
        let room = MAX_BYTES.saturating_sub(kept.len()).min(count);
        kept.extend_from_slice(buffer.get(..room).unwrap_or_default());
    }
    kept
}

/// A process and those that it started: all are killed with it.
struct Family(Child);

impl Drop for Family {
    fn drop(&mut self) {
        #[cfg(any(target_os = "linux", target_os = "android"))]
        if let Some(group) = self.0.id().and_then(|id| i32::try_from(id).ok()) {
            let _ = nix::sys::signal::killpg(nix::unistd::Pid::from_raw(group), nix::sys::signal::Signal::SIGKILL);
        }
        let _ = self.0.start_kill();
    }
}
