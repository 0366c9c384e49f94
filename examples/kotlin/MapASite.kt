package examples

import io.netwarden.Community
import io.netwarden.DiscoverOptions
import io.netwarden.Engine
import io.netwarden.Sim
import io.netwarden.text
import kotlinx.coroutines.runBlocking

/** Finds the devices of a network by SNMP and tells who is cabled to whom. Without a range: a simulated campus. */
fun mapASite(range: String? = null, community: String = "public"): Unit = runBlocking {
    val network = if (range == null) Sim.start("campus") else null
    Engine.start().use { engine ->
        val site = engine.discover(
            range ?: network!!.range,
            credentials = listOf(Community(community)),
            options = DiscoverOptions(port = network?.port),
        ) { progress -> System.err.println(progress.text) }
        val topology = site.topology()
        println("${site.devices.size} devices, ${site.failures.size} failures, ${topology.links.size} links")
        for (link in topology.links) println(link.text)
        val first = topology.links.firstOrNull()
        if (first != null) println(topology.explain(first.a.node, first.b.node)?.text)
    }
    network?.close()
}

fun main(args: Array<String>) =
    if ("--help" in args) println("MapASite [RANGE [COMMUNITY]]   without a range: a simulated campus, offline")
    else mapASite(args.getOrNull(0), args.getOrNull(1) ?: "public")
