//! Snapshots to claims: one claim is one statement by one table of one device.
