package examples

import io.netwarden.Community
import io.netwarden.DiscoverOptions
import io.netwarden.Engine
import io.netwarden.NetwardenException
import io.netwarden.PollOptions
import io.netwarden.SessionOptions
import io.netwarden.Sim
import io.netwarden.TrapListener
import io.netwarden.TrapListenerOptions
import io.netwarden.UsmUser
import io.netwarden.text
import kotlinx.coroutines.runBlocking

private const val UPTIME = "1.3.6.1.2.1.1.3.0"

private fun user(password: String) = UsmUser("monitor", "sha-256", password, "aes-128", "wood-and-water")

/** SNMPv3: a user who reads, what a device says of a wrong password, and an inform that is acknowledged. */
fun usersOfV3(): Unit = runBlocking {
    // A user is made once and shared: its passwords cost some milliseconds, each device some microseconds.
    val monitor = user("maplesyrup")
    println(monitor)
    Sim.start("ring", users = listOf(monitor)).use { network ->
        Engine.start().use { engine ->
            // Credentials are tried in this order; a device that refuses one is asked with the next.
            val credentials = listOf(monitor, Community("public"))
            val site = engine.discover(network.range, credentials, DiscoverOptions(port = network.port))
            println("${site.devices.size} devices")

            val options = SessionOptions(port = network.port)
            val device = site.devices.first()
            val (uptime) = engine.session(device.address!!, monitor, options).get(UPTIME)
            println("${device.name} has been up for ${uptime.value.text}")

            try {
                engine.session(device.address!!, user("mapleleaves"), options).get(UPTIME)
            } catch (error: NetwardenException.Denied) {
                println("${error.denial}: ${error.message}")
            }

            val batch = engine.pollOnce(site, monitor, PollOptions(port = network.port))
            println("${batch.size} ports polled, ${batch.missed.size} devices missed")
        }

        // On a real network this is port 162, which needs privilege: TrapListener.start(users = listOf(monitor)).
        val options = TrapListenerOptions(listen = listOf("127.0.0.1:0"))
        TrapListener.start(options, users = listOf(monitor)).use { listener ->
            network.cut("s1", "p1", listener.addresses.first(), user = monitor, inform = true)
            val inform = listener.next()!!
            println("${inform.text}, ${inform.protection}, by ${inform.user}")
        }
    }
}
