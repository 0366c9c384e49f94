//! What two readings of a counter say, and what they do not.
#![allow(clippy::print_stdout)]

use netwarden::counter::{
    Counter32, Counter64, CounterValue, InterfaceSample, MaxRate, Sample, Taken, interface_rate, rate,
};
use netwarden::value::{Moment, TimeTicks};

fn main() {
    let speed = MaxRate::from_high_speed(1000); // ifHighSpeed: 1 Gb/s

    // One minute apart by the agent's own clock: 6000 octets in 60 s.
    let first = Sample::new(Counter64(1_000), Moment::from_secs(0)).uptime(TimeTicks(500_000));
    let second = Sample::new(Counter64(7_000), Moment::from_millis(60_040)).uptime(TimeTicks(506_000));
    match rate(&first, &second, speed) {
        Ok(rate) => {
            println!("{} octets/s, the agent's clock is {} ms apart", rate.per_second, rate.drift_ms.unwrap_or(0))
        }
        Err(gap) => println!("no rate: {gap}"),
    }

    // The agent restarted: a smaller value is no wrap, and there is no petabit.
    let restarted = Sample::new(Counter64(900), Moment::from_secs(120)).uptime(TimeTicks(1_400));
    if let Err(gap) = rate(&second, &restarted, speed) {
        println!("no rate: {gap}");
    }

    // 32 bits on a fast port: 2^32 octets pass in 34 s at 1 Gb/s, so a minute is too long to tell.
    let narrow = Sample::new(Counter32(4_294_967_000), Moment::from_secs(0)).uptime(TimeTicks(500_000));
    let wrapped = Sample::new(Counter32(700), Moment::from_secs(60)).uptime(TimeTicks(506_000));
    if let Err(gap) = rate(&narrow, &wrapped, speed) {
        println!("no rate: {gap}");
    }
    if let Ok(rate) = rate(&narrow, &wrapped, MaxRate::from_high_speed(100)) {
        println!("{:.1} octets/s at 100 Mb/s, wrapped: {}", rate.per_second, rate.wrapped);
    }

    // A whole interface: bits per second and utilisation by direction.
    let port = |secs: u64, input: u64, output: u64| InterfaceSample {
        taken: Taken { at: Moment::from_secs(secs), ..Taken::default() },
        speed_bps: Some(1_000_000_000),
        in_octets: Some(CounterValue::Counter64(input)),
        out_octets: Some(CounterValue::Counter64(output)),
    };
    let traffic = interface_rate(&port(0, 0, 50), &port(60, 3_750_000_000, 20));
    match (traffic.in_bps, traffic.in_utilisation) {
        (Ok(bps), Ok(part)) => println!("in: {:.0} Mb/s, {:.0} %", bps / 1e6, part * 100.0),
        (Err(gap), _) | (_, Err(gap)) => println!("in: no rate, {gap}"),
    }
    if let Err(gap) = traffic.out_bps {
        println!("out: no rate, {gap}");
    }
}
