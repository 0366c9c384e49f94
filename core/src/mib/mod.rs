//! MIB tables as data: columns with their types, rows as Rust types, faults kept. Declares, never fetches.
