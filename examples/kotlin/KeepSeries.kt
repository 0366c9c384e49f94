package examples

import io.netwarden.Series
import io.netwarden.SeriesKey
import io.netwarden.SeriesKind
import io.netwarden.SeriesSpec
import io.netwarden.SqliteStore
import java.io.File
import kotlin.math.roundToInt
import kotlinx.coroutines.runBlocking

private const val POLL_MS = 300_000L
private const val DAY_MS = 86_400_000L

private fun port(`object`: String) = SeriesSpec(SeriesKey("core1", `object`, "Gi1/0/1"), SeriesKind.COUNTER, "octets")

/** A month of a port in a file, and what is to be paid for it. Offline: the traffic is made up. */
fun keepSeries(file: File): Unit = runBlocking {
    val (from, to) = Series.month(2026, 11, utcOffsetMinutes = 60) // as clocks an hour ahead of UTC have it
    // Minutes for two days, five minutes for 40, hours for two years.
    SqliteStore.open(file.path, Series.retentionForBilling()).use { store ->
        val (input, output) = store.declareAll(listOf(port("ifHCInOctets"), port("ifHCOutOctets"))).map { intArrayOf(it) }
        for (day in from.toEpochMilli() until to.toEpochMilli() step DAY_MS) {
            // One append for many measurements: each waits for the disk once.
            val begin = LongArray((DAY_MS / POLL_MS).toInt()) { day + it * POLL_MS }
            val end = LongArray(begin.size) { begin[it] + POLL_MS }
            // 100 Mbit/s by day and 20 by night come in; a quarter of it goes out.
            val octets = LongArray(begin.size) { (if ((begin[it] - day) / 3_600_000 < 9) 20 else 100) * 125_000L * 300 }
            store.appendCounts(input, begin, end, octets)
            store.appendCounts(output, begin, end, LongArray(begin.size) { octets[it] / 4 })
        }
    } // closed; what was acknowledged is there, however the program ends

    SqliteStore.open(file.path).use { store ->
        val both = store.declareAll(listOf(port("ifHCInOctets"), port("ifHCOutOctets")))
        val (input, output) = both.map { store.read(it, from, to, stepMs = POLL_MS.toULong()) }
        val bill = Series.bill(input, output, from, to)
        println("${bill.input.measuredSteps} of ${bill.steps} steps measured")
        for ((name, bps) in listOf("in" to bill.input.bps, "out" to bill.output.bps, "to be paid" to bill.greaterBps)) {
            println("$name: ${((bps ?: 0.0) / 1e6).roundToInt()} Mbit/s")
        }
    }
}
