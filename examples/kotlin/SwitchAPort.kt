package examples

import io.netwarden.AdminStatus
import io.netwarden.Community
import io.netwarden.Engine
import io.netwarden.Names
import io.netwarden.NetwardenException
import io.netwarden.Octets
import io.netwarden.OrderOptions
import io.netwarden.Session
import io.netwarden.SnmpValue
import io.netwarden.VarBind
import io.netwarden.text
import kotlinx.coroutines.runBlocking

/** Takes a port of a real switch down or brings it up. */
fun switchAPort(address: String, community: String, port: String, status: AdminStatus): Unit = runBlocking {
    Engine.start().use { engine ->
        println(engine.session(address, Community(community)).setIfAdminStatus(port, status).text)
    }
}

/** The same with a simulated switch, in memory. The port through which it is reached stays as it is. */
fun switchAPort(): Unit = runBlocking {
    Session.simulated("two-switches", "s1", Community("private"), writeCommunity = "private").use { session ->
        // On a network the session knows both addresses; in memory somebody has to say them.
        val reached = OrderOptions(reachedAt = "10.20.1.1", reachedFrom = "10.20.1.3")
        session.managementPath(reached).ports.forEach { println("reached through ${it.name}: ${it.because}") }
        val report = session.setIfAdminStatus("p3", AdminStatus.DOWN, reached)
        println("${report.outcome}: ${report.text}")
        println(session.setIfAdminStatus("p3", AdminStatus.UP).text)
        try {
            session.setIfAdminStatus("p2", AdminStatus.DOWN, reached)
        } catch (error: NetwardenException.Protected) {
            println("${error.code}: ${error.message}")
        }

        // Any variable can be set, by its number; several are set all or none.
        val names = Names()
        val location = VarBind(names.lookup("sysLocation.0"), SnmpValue.OctetString(Octets("cellar")))
        val uptime = VarBind(names.lookup("sysUpTime.0"), SnmpValue.TimeTicks(0u))
        session.set(location).forEach { println("${names.nameOf(it.name)} = ${it.value.text}") }
        try {
            session.set(location, uptime)
        } catch (error: NetwardenException.Refused) {
            println("${error.code}: ${error.status} at ${error.index}, ${error.variable}: ${error.meaning}")
        }
    }
}
