package examples

import io.netwarden.Check
import io.netwarden.code
import io.netwarden.pluginOutput
import io.netwarden.text
import java.net.InetAddress
import java.net.ServerSocket
import kotlinx.coroutines.runBlocking

/** Checks a service. A target that fails is a result, with its cause. */
fun checkAService(): Unit = runBlocking {
    val server = ServerSocket(0, 1, InetAddress.getLoopbackAddress())
    val target = "127.0.0.1:${server.localPort}"
    println(Check.tcp(target).run().text)

    server.close()
    val result = Check.tcp(target).run()
    println(result.text)
    println("cause: ${result.cause?.code}; for a monitoring system: ${result.pluginOutput}")
}
