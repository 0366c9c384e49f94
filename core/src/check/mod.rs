//! Checks as data: spec, observation, result, threshold. No I/O.
