package examples

import io.netwarden.CheckSpec
import io.netwarden.Status
import java.net.InetAddress
import java.net.ServerSocket
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.runBlocking

/** Checks as JSON in, a table out, and the exit code of the worst: 0 OK, 1 warning, 2 critical, 3 unknown. */
fun runChecks(): Unit = runBlocking {
    ServerSocket(0, 1, InetAddress.getLoopbackAddress()).use { server ->
        val listed = listOf("""{"type": "tcp", "target": "127.0.0.1:${server.localPort}"}""")
        val checks = listed.map(CheckSpec::fromJson)
        val results = checks.map { async { it.run() } }.awaitAll()
        results.forEach { println("${it.status.name.padEnd(8)}  ${it.summary}") }
        val worst = listOf(Status.OK, Status.WARNING, Status.UNKNOWN, Status.CRITICAL)
        println("exit code ${results.maxBy { worst.indexOf(it.status) }.status.ordinal}")
    }
}
