//! A file of checks in, a table or JSON out; the exit code is that of the worst: 0 OK, 1 warning, 2 critical, 3 unknown.
//!
//!     cargo run --example run_checks -- checks.toml [--json]
//!
//! Without a file it checks a service that it starts itself. `{"secret": "mail"}` is the variable `NETWARDEN_SECRET_mail`.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod file;
mod service;

use std::io::IsTerminal;
use std::process::ExitCode;

use netwarden::check::{CheckResult, Status};
use netwarden::io::probe::{self, ProbeOptions};
use tokio::task::JoinSet;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--help") {
        println!("run_checks [FILE.json | FILE.toml] [--json]");
        return ExitCode::SUCCESS;
    }
    match run(&arguments).await {
        Ok(worst) => ExitCode::from(worst.exit_code()),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(Status::Unknown.exit_code())
        }
    }
}

async fn run(arguments: &[String]) -> netwarden::Result<Status> {
    let checks = match arguments.iter().find(|argument| !argument.starts_with("--")) {
        Some(path) => file::read(path)?,
        None => file::parse("the service", &service::start().await?)?,
    };
    let mut options = ProbeOptions::new();
    for (name, secret) in std::env::vars() {
        if let Some(name) = name.strip_prefix("NETWARDEN_SECRET_") {
            options = options.secret(name, secret);
        }
    }
    let mut attempts = JoinSet::new();
    for (place, check) in checks.into_iter().enumerate() {
        let options = options.clone();
        attempts.spawn(async move { (place, check.name, probe::run_with(&check.spec, &options).await) });
    }
    let mut results = attempts.join_all().await;
    results.sort_by_key(|(place, ..)| *place);
    let mut told = Vec::new();
    for (_, name, result) in results {
        told.push((name, result?));
    }
    if arguments.iter().any(|argument| argument == "--json") {
        println!("{}", serde_json::to_string_pretty(&told).unwrap_or_default());
    } else {
        table(&told);
    }
    Ok(told.iter().fold(Status::Ok, |worst, (_, result)| worst.worse(result.status)))
}

fn table(told: &[(String, CheckResult)]) {
    let colourful = std::io::stdout().is_terminal();
    let width = told.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    for (name, result) in told {
        let status = format!("{:<8}", result.status.to_string());
        let status = match (colourful, result.status) {
            (false, _) => status,
            (true, Status::Ok) => format!("\x1b[32m{status}\x1b[0m"),
            (true, Status::Warning) => format!("\x1b[33m{status}\x1b[0m"),
            (true, Status::Critical) => format!("\x1b[31m{status}\x1b[0m"),
            (true, Status::Unknown) => format!("\x1b[35m{status}\x1b[0m"),
        };
        println!("{status}  {name:<width$}  {}", result.summary);
    }
}
