package examples

import io.netwarden.About
import io.netwarden.Answer
import io.netwarden.Check
import io.netwarden.CustomOptions
import io.netwarden.InputType
import io.netwarden.InputValue
import io.netwarden.Notice
import io.netwarden.ProbeOptions
import io.netwarden.Registry
import io.netwarden.Runner
import io.netwarden.RunnerOptions
import io.netwarden.Status
import io.netwarden.inputField
import io.netwarden.text
import io.netwarden.with
import java.net.InetAddress
import java.net.ServerSocket
import kotlinx.coroutines.runBlocking

/** Watches a service by intervals, with a check and a notifier of one's own. */
fun watchAService(): Unit = runBlocking {
    val registry = Registry()
    val minutes = inputField("minutes", InputType.INTEGER, "Minutes it may stand open", required = true)
    registry.addCheck("door", About("Door", fields = listOf(minutes))) {
        Answer(Status.WARNING, "open since 7 min", perfdata = "open=420s")
    }
    registry.addNotifier("terminal") { _, notice -> println("  told: ${notice.title}") }

    ServerSocket(0, 50, InetAddress.getLoopbackAddress()).use { server ->
        val runner = Runner.start(RunnerOptions(concurrency = 16u), ProbeOptions().with(registry))
        runner.add("port", Check.tcp("127.0.0.1:${server.localPort}"), 200)
        val input = mapOf("minutes" to InputValue.Number(5.0))
        runner.add("house", Check.custom("door", CustomOptions(target = "front door", input = input)), 200)
        val seen = mutableSetOf<String>()
        while (seen.size < 2) {
            val ran = runner.next() ?: break
            println("${ran.name}: ${ran.result.text}")
            if (ran.result.status != Status.OK) {
                registry.notify("terminal", Notice(ran.result.text))
                runner.retryIn(ran.name, 50) // do not wait for the interval to be sure
            }
            seen += ran.name
        }
        println("${runner.statistics().done} attempts")
        runner.close()
    }
    registry.close()
}
