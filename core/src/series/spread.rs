/// What falls into one step of what was measured over some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Share {
    /// The step's number: it begins at so many steps since 1970-01-01T00:00:00Z.
    pub(super) step: i64,
    /// How much of the step it covers, in milliseconds.
    pub(super) covered_ms: u32,
    /// Its part of the count.
    pub(super) count: u64,
}

/// Spreads what was counted from `from` to `to`, in milliseconds, over the steps between, each by its part of the time.
///
/// Each part is the difference of two rounded-down running sums, so that they add up to `count` exactly, in however many
/// steps; and the parts of ten steps add up to the part of the one step that they make.
pub(super) fn spread(from: i64, to: i64, count: u64, step_ms: u32) -> impl Iterator<Item = Share> {
    let step = i128::from(step_ms.max(1));
    let (from, to) = (i128::from(from), i128::from(to));
    let whole = (to - from).max(1);
    // Below 2^64 · 2^65, and never negative between both ends.
    let until =
        move |time: i128| -> u64 { u64::try_from(i128::from(count) * (time - from) / whole).unwrap_or(u64::MAX) };
    let mut begin = from;
    std::iter::from_fn(move || {
        if begin >= to {
            return None;
        }
        let number = begin.div_euclid(step);
        let end = to.min((number + 1) * step);
        let share = Share {
            step: i64::try_from(number).unwrap_or(i64::MAX),
            covered_ms: u32::try_from(end - begin).unwrap_or(u32::MAX),
            count: until(end).saturating_sub(until(begin)),
        };
        begin = end;
        Some(share)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_count_falls_into_steps_by_its_time() {
        let shares: Vec<_> =
            spread(-30, 130, 16, 60).map(|share| (share.step, share.covered_ms, share.count)).collect();
        assert_eq!(shares, [(-1, 30, 3), (0, 60, 6), (1, 60, 6), (2, 10, 1)]);
        assert_eq!(spread(5, 5, 16, 60).count(), 0);
        assert_eq!(spread(5, 4, 16, 60).count(), 0);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_or_made(
            from in any::<i64>(), span in 1_i64..10_000_000, count in any::<u64>(), step in 10_000_u32..4_000_000_000,
        ) {
            let to = from.saturating_add(span);
            prop_assume!(to > from);
            let shares: Vec<Share> = spread(from, to, count, step).collect();
            prop_assert_eq!(shares.iter().map(|share| u128::from(share.count)).sum::<u128>(), u128::from(count));
            prop_assert_eq!(shares.iter().map(|share| i64::from(share.covered_ms)).sum::<i64>(), to - from);
        }

        #[test]
        fn fine_steps_add_up_to_coarse_ones(from in -100_000_i64..100_000, span in 1_i64..1_000_000, count in any::<u64>()) {
            let coarse: Vec<Share> = spread(from, from + span, count, 600).collect();
            let mut fine: Vec<Share> = Vec::new();
            for share in spread(from, from + span, count, 60) {
                let step = share.step.div_euclid(10);
                match fine.last_mut() {
                    Some(last) if last.step == step => {
                        last.covered_ms += share.covered_ms;
                        last.count += share.count;
                    }
                    _ => fine.push(Share { step, ..share }),
                }
            }
            prop_assert_eq!(coarse, fine);
        }
    }
}
