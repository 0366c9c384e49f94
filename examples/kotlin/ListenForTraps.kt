package examples

import io.netwarden.TrapListener
import io.netwarden.TrapListenerOptions
import io.netwarden.text
import java.net.DatagramPacket
import java.net.DatagramSocket
import java.net.InetAddress
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking

// A linkDown of Gi1/0/3, as a switch sends it in SNMPv2c.
private const val TRAP =
    "3081aa02010104067075626c6963a7819c02014d020100020100308190301106082b06010201010300430500ffffffff" +
    "3017060a2b06010603010104010006092b0601060301010503300f060a2b060102010202010103020103300f060a2b06" +
    "0102010202010703020101300f060a2b0601020102020108030201073016060b2b060102011f01010101030407476931" +
    "2f302f333017060b2b060102011f01010112030408746f206469737432"

/** Listens for traps. On a real network, without `listen`: port 162, which needs privilege. */
fun listenForTraps() = runBlocking {
    val options = TrapListenerOptions(
        listen = listOf("127.0.0.1:0"), allow = listOf("127.0.0.0/8"), communities = listOf("public"),
    )
    TrapListener.start(options).use { listener ->
        val (host, port) = listener.addresses.first().split(":")
        val trap = TRAP.chunked(2).map { it.toInt(16).toByte() }.toByteArray()
        DatagramSocket().use { it.send(DatagramPacket(trap, trap.size, InetAddress.getByName(host), port.toInt())) }

        val notification = listener.notifications().first()
        println(notification.text)
        println("  ${notification.kind}")
        for (varbind in notification.varbinds) println("  ${varbind.name} = ${varbind.value.text}")
        println("${listener.statistics().accepted} accepted")
    }
}
