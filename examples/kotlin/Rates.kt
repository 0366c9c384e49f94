package examples

import io.netwarden.Counter
import io.netwarden.RateOutcome
import io.netwarden.Sample
import io.netwarden.text
import java.time.Duration

/** The rate of a counter, or why there is none. */
fun rates() {
    fun seconds(count: Long) = Duration.ofSeconds(count)
    val earlier = Sample(counter32 = 4_294_967_000u, at = seconds(0), uptime = seconds(5_000))
    val later = Sample(counter32 = 1_000u, at = seconds(10), uptime = seconds(5_010))
    val restarted = Sample(counter32 = 1_000u, at = seconds(10), uptime = seconds(4))
    val speed = 100_000_000uL / 8uL // octets per second at 100 Mb/s

    for ((name, sample) in listOf("later" to later, "restarted" to restarted)) {
        when (val outcome = Counter.rate(earlier, sample, speed)) {
            is RateOutcome.Known -> println("$name: ${outcome.rate.perSecond} octets/s over ${outcome.rate.intervalMs} ms")
            is RateOutcome.Missing -> println("$name: no rate, ${outcome.gap.text}")
        }
    }
}
