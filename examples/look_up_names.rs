//! Names for numbers and numbers for names: those that are compiled in, and those of MIB files.
//!
//! `cargo run --example look_up_names --features mibs -- [FILE OR FOLDER …]`
#![allow(clippy::print_stdout)]

use netwarden::io::read_mib_files;
use netwarden::mib::{MibFile, MibStrictness, Names};
use netwarden::value::Value;

const MODULE: &str = r#"ACME-MIB DEFINITIONS ::= BEGIN
IMPORTS OBJECT-TYPE, enterprises FROM SNMPv2-SMI;
acme OBJECT IDENTIFIER ::= { enterprises 99999 }
acmeMode OBJECT-TYPE SYNTAX INTEGER { idle(1), running(2) } MAX-ACCESS read-only STATUS current
    DESCRIPTION "How it runs." ::= { acme 1 }
END
"#;

fn main() -> netwarden::Result<()> {
    if std::env::args().any(|word| word == "--help") {
        println!("cargo run --example look_up_names --features mibs -- [FILE OR FOLDER …]");
        return Ok(());
    }
    let names = Names::standard();
    let octets = names.lookup("IF-MIB::ifHCInOctets.3")?;
    println!("{octets} is {}", names.name_of(&octets).unwrap_or_default());
    let learned = names.lookup("dot1dTpFdbPort.00:1e:58:a3:2f:cd")?;
    println!("{learned} is {}", names.name_of(&learned).unwrap_or_default());
    let status = names.lookup("ifOperStatus.3")?;
    println!("7 of ifOperStatus is {}", names.show(&status, &Value::Integer(7)));
    if let Err(error) = names.lookup("ifhcinoctets.3") {
        println!("{error}");
    }

    let mut names = Names::new();
    let paths: Vec<String> = std::env::args().skip(1).collect();
    if !paths.is_empty() {
        let report = names.load(&read_mib_files(paths)?, MibStrictness::Lenient)?;
        println!("{} objects of {}", report.objects, report.modules.join(", "));
        for fault in report.faults {
            println!("{} line {}: {}", fault.file, fault.line, fault.reason);
        }
        return Ok(());
    }
    let file = MibFile { name: "acme.mib".to_owned(), text: MODULE.as_bytes().to_vec() };
    let report = names.load(&[file], MibStrictness::Strict)?;
    println!("{} objects of {}", report.objects, report.modules.join(", "));
    let mode = names.lookup("acmeMode.0")?;
    println!("{mode} = {}", names.show(&mode, &Value::Integer(2)));
    Ok(())
}
