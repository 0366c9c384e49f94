use std::sync::{Mutex, PoisonError};

/// Maps `items` with all processors; the order stays. Input order, not speed, decides the result.
pub(super) fn map<T: Send, U: Send>(items: Vec<T>, map: impl Fn(T) -> U + Sync) -> Vec<U> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(items.len());
    if threads < 2 {
        return items.into_iter().map(map).collect();
    }
    let jobs = Mutex::new(items.into_iter().enumerate());
    let work = || {
        let mut done = Vec::new();
        loop {
            let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((place, item)) = next else { return done };
            done.push((place, map(item)));
        }
    };
    let mut done: Vec<(usize, U)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let done =
            workers.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        done.flatten().collect()
    });
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, item)| item).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_order_stays() {
        let numbers: Vec<u32> = (0..1000).collect();
        assert_eq!(
            super::map(numbers.clone(), |number| number * 2),
            numbers.iter().map(|number| number * 2).collect::<Vec<_>>()
        );
        assert!(super::map(Vec::<u32>::new(), |number| number).is_empty());
    }
}
