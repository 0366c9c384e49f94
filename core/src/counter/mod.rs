//! Counters to deltas to rates, without the classic lies.
