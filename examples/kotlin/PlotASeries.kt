package examples

import io.netwarden.Charts
import io.netwarden.Columns
import io.netwarden.Drawing
import io.netwarden.Gap
import io.netwarden.Plot
import io.netwarden.SeriesGap
import io.netwarden.Sim
import java.io.File
import java.time.Instant
import kotlin.math.exp
import kotlin.math.roundToInt
import kotlinx.coroutines.runBlocking

private val start: Instant = Instant.parse("2026-11-23T00:00:00Z")

private fun at(minute: Long): Instant = start.plusSeconds(minute * 60)

/** The octets of each minute of a day: little at night, much at work, and fifteen minutes that were missed. */
private fun traffic(peakMbit: Double, phase: Double): Columns {
    val octets = LongArray(1440) { minute ->
        val work = exp(-((minute - 780 - phase) / 260).let { it * it })
        (peakMbit * 7_500_000 * (0.04 + work * (0.75 + 0.25 * (minute * minute % 97) / 97))).toLong()
    }
    return Columns.counted(octets, "octets", start, 60_000uL, gaps = listOf(SeriesGap(at(190), at(205), Gap.Missed)))
}

/** Draws a day of a port as SVG and PNG, and a map whose links show their traffic where they are clicked. Offline. */
fun plotASeries(folder: File): Unit = runBlocking {
    val (inward, outward) = traffic(840.0, 0.0) to traffic(310.0, 90.0)
    val plot = Plot("core1 Gi1/0/1", mirrored = true, percentile = 95.0, utcOffsetMinutes = 60)
        .area("in", inward).area("out", outward)
    File(folder, "port.svg").writeText(plot.toSvg())
    File(folder, "port.png").writeBytes(plot.toPng(scale = 2f))
    val percentile = inward.scaled(8.0, "bit/s").percentile(95.0) ?: 0.0
    println("95 % of the time at most ${(percentile / 1e6).roundToInt()} Mbit/s in")

    val topology = Sim.world("campus").site().topology()
    val charts = Charts(utcOffsetMinutes = 60)
    topology.links.forEachIndexed { number, link ->
        val (there, back) = traffic(number % 9 * 90.0 + 20, 0.0) to traffic(number % 5 * 40.0 + 5, 60.0)
        for ((end, received, sent) in listOf(Triple(link.a, there, back), Triple(link.b, back, there))) {
            end.port?.let { charts.traffic(end.node, it, received, sent) }
        }
    }
    File(folder, "campus.html").writeText(Drawing(topology, title = "Campus", charts = charts).toHtml())
    println("${charts.size} charts make the page ${charts.octets / 1000uL} kB longer, ${charts.leftOut} left out")
}

fun main(args: Array<String>) =
    if ("--help" in args) println("PlotASeries [FOLDER]   where the pictures go; without it the current one")
    else plotASeries(File(args.firstOrNull() ?: ".").apply { mkdirs() })
