package examples

import io.netwarden.Community
import io.netwarden.Engine
import io.netwarden.Session
import io.netwarden.SnmpValue
import io.netwarden.duration
import io.netwarden.mib.IfXEntry
import io.netwarden.text
import kotlinx.coroutines.runBlocking

/** Asks one agent for variables and for a table. Without an address: a simulated switch. */
fun readTables(address: String? = null, community: String = "public"): Unit = runBlocking {
    Engine.start().use { engine ->
        val session =
            if (address == null) Session.simulated("campus", "core1") else engine.session(address, Community(community))

        val (name, uptime) = session.get("1.3.6.1.2.1.1.5.0", "1.3.6.1.2.1.1.3.0")
        println("${name.value.text} has been up for ${(uptime.value as? SnmpValue.TimeTicks)?.duration}")

        val ports = session.table(IfXEntry)
        for (port in ports.rows.take(4)) {
            println("${port.ifIndex} ${port.ifName} ${port.ifHCInOctets} octets in, ${port.ifHighSpeed} Mb/s")
        }
        println("${ports.rows.size} interfaces${if (ports.complete) "" else ", ${ports.reason}"}")

        val column = session.walk("1.3.6.1.2.1.2.2.1.8")
        val up = column.varbinds.count { it.value == SnmpValue.Integer(1) }
        println("$up of ${column.varbinds.size} are up; ${column.reason ?: "all was read"}")
        session.close()
    }
}
