"""The rate of a counter, or why there is none."""

from datetime import timedelta

from netwarden import Gap, Sample, counter


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


earlier = Sample(counter32=4_294_967_000, at=seconds(0), uptime=seconds(5_000))
later = Sample(counter32=1_000, at=seconds(10), uptime=seconds(5_010))
restarted = Sample(counter32=1_000, at=seconds(10), uptime=seconds(4))
speed = 100_000_000 // 8  # octets per second at 100 Mb/s

for name, sample in [("wrapped", later), ("restarted", restarted)]:
    rate = counter.rate(earlier, sample, max_rate=speed)
    if isinstance(rate, Gap):
        print(f"{name}: no rate, {rate}")
    else:
        print(f"{name}: {rate.per_second} octets/s over {rate.interval_ms} ms by the {rate.base}'s clock")
