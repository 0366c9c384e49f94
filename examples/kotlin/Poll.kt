package examples

import io.netwarden.DiscoverOptions
import io.netwarden.Engine
import io.netwarden.PollBatch
import io.netwarden.PollOptions
import io.netwarden.RateValue
import io.netwarden.Sim
import io.netwarden.text
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.runBlocking

/** Polls interfaces again and again; the numbers come in columns. A simulated campus, every 1.2 s. */
fun poll(): Unit = runBlocking {
    Sim.start("campus").use { network ->
        Engine.start().use { engine ->
            val site = engine.discover(network.range, options = DiscoverOptions(port = network.port))
            var earlier: PollBatch? = null
            val poll = engine.poll(site, options = PollOptions(port = network.port, everyMs = 1200u))
            poll.batches.take(2).collect { batch ->
                val octets = batch.column("ifHCInOctets")!! // values is a LongArray
                val total = octets.values.filterIndexed { row, _ -> octets.valid[row] == 1.toByte() }.sumOf { it.toULong() }
                println("cycle ${batch.cycle}: ${batch.size} ports, ${batch.missed.size} devices missed, $total octets in")
                for (port in earlier?.let { batch.rates(it).take(3) }.orEmpty()) {
                    val said = when (val rate = port.rate.inBps) {
                        is RateValue.Known -> "${rate.value.toLong()} bit/s in"
                        is RateValue.Missing -> "no rate, ${rate.gap.text}"
                    }
                    println("  ${batch.devices[port.device.toInt()]} ${port.index}: $said")
                }
                earlier = batch
            }
        }
    }
}
