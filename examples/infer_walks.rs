//! Lists what a folder of recordings holds: `cargo run --release --example infer_walks -- DIR`.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::process::ExitCode;

use netwarden::inventory::Site;

fn main() -> ExitCode {
    let Some(dir) = std::env::args().nth(1) else {
        eprintln!("usage: infer_walks DIR");
        return ExitCode::from(2);
    };
    let site = match Site::from_recordings(&dir) {
        Ok(site) => site,
        Err(error) => {
            eprintln!("infer_walks: {error}");
            return ExitCode::FAILURE;
        }
    };
    for device in &site.devices {
        println!("{} ({}): {} interfaces", device.name, device.kind, device.interfaces.len());
    }
    for failure in &site.failures {
        eprintln!("{}: {}", failure.target, failure.reason);
    }
    if site.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
