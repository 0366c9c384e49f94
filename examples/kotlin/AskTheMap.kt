package examples

import io.netwarden.DiscoverOptions
import io.netwarden.Engine
import io.netwarden.LiveTopology
import io.netwarden.PathOutcome
import io.netwarden.Sim
import io.netwarden.Supposition
import io.netwarden.Topology
import io.netwarden.text
import kotlinx.coroutines.runBlocking

/**
 * Asks a map: who is downstream of a switch, why two devices are not cabled, what if a cable is cut, what changed since
 * yesterday. The network is a simulated campus.
 */
fun askTheMap(): Unit = runBlocking {
    val site = Sim.start("campus").use { network ->
        Engine.start().use { it.discover(network.range, options = DiscoverOptions(port = network.port)) }
    }
    val yesterday = site.topology()
    ask(yesterday)

    // Today ap2 does not answer. What it said is not refuted by that.
    val answering = Topology.infer(site.devices.filter { it.name != "ap2" })
    for (change in yesterday.diff(answering)) println("since yesterday: ${change.text}")

    // Device by device, without inferring the whole network anew. Here it was taken away.
    val live = LiveTopology()
    live.update(site)
    val ap2 = site.devices.first { it.name == "ap2" }
    for (change in live.remove(ap2.id).take(3)) println("without ap2: ${change.text}")
}

private suspend fun ask(topology: Topology) {
    println("downstream of access1: ${topology.dependentsOf("files", "access1").joinToString { it.name }}")
    for (point in topology.singlePointsOfFailure().take(3)) println(point.text)
    println(topology.whyNot("access1", "access2").text)
    when (val way = topology.path("staff1", "files")) {
        is PathOutcome.Found -> println(way.path.text)
        is PathOutcome.Missing -> println("no way: ${way.reason.text}")
    }

    val cable = topology.linkBetween("access1", "dist1")!!
    println(topology.whatIf(Supposition.LinkGone(cable.id), station = "files").text)
    val off = topology.whatIf(Supposition.DeviceGone("access1"), station = "files")
    println("without access1, ${off.devices} devices and ${off.hosts} hosts are lost")
}
