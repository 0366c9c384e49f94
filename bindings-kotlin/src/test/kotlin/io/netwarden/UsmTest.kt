package io.netwarden

import java.net.DatagramPacket
import java.net.DatagramSocket
import java.net.InetAddress
import java.net.InetSocketAddress
import kotlin.concurrent.thread
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking

/** Users of SNMPv3 against simulated agents. */
class UsmTest {
    private val upTime = "1.3.6.1.2.1.1.3.0"

    private fun user(
        name: String = "monitor",
        auth: String = "maplesyrup",
        privacy: String = "wood-and-water",
        context: String = "",
    ) = UsmUser(name, "sha-256", auth, "aes-128", privacy, context)

    @Test
    fun `a user gets, and what is wrong with one is told apart`(): Unit = runBlocking {
        Sim.start("two-switches", users = listOf(user())).use { network ->
            Engine.start().use { engine ->
                val site = engine.discover(
                    network.range,
                    listOf(Community("wrong"), user("nobody"), user()),
                    DiscoverOptions(port = network.port, timeoutMs = 500u, retries = 1u),
                )
                assertEquals(3 to 0, site.devices.size to site.failures.size)
                val address = site.devices.first().address!!
                val options = SessionOptions(port = network.port)
                assertEquals(1, engine.session(address, user(), options).get(upTime).size)
                val wrong = mapOf(
                    Denial.UNKNOWN_USER to user("nobody"),
                    Denial.WRONG_DIGEST to user(auth = "mapleleaves"),
                    Denial.DECRYPTION_ERROR to user(privacy = "wood-and-wine"),
                    Denial.UNKNOWN_CONTEXT to user(context = "nowhere"),
                )
                for ((denial, credential) in wrong) {
                    val error = assertFailsWith<NetwardenException.Denied> {
                        engine.session(address, credential, options).get(upTime)
                    }
                    assertEquals(denial, error.denial)
                    assertFalse("maple" in "$error")
                }
            }
        }
    }

    @Test
    fun `what is wrong with a user is said without its passwords`() {
        val table = mapOf(
            "one of md5, sha-1" to { UsmUser("u", auth = "sha-2", authPassword = "maplesyrup") },
            "sha-1 needs a password" to { UsmUser("u", auth = "sha-1") },
            "at least 8 octets" to { UsmUser("u", auth = "sha-1", authPassword = "maple") },
            "privacy needs authentication" to { UsmUser("u", privacy = "aes-128", privacyPassword = "maplesyrup") },
        )
        for ((said, make) in table) {
            val error = assertFailsWith<NetwardenException.Invalid> { make() }
            assertTrue(said in error.message!!, error.message)
            assertFalse("maplesyrup" in error.message!!)
        }
        assertEquals("UsmUser(name=monitor, level=authPriv)", "${user()}")
    }

    @Test
    fun `every level and algorithm, polls of users`(): Unit = runBlocking {
        val algorithms = listOf(
            null to null, "md5" to null, "sha-512" to null, "md5" to "des", "sha-1" to "aes-256", "sha-1" to "aes-256-c",
            "sha-224" to "3des", "sha-256" to "aes-128", "sha-384" to "aes-192", "sha-512" to "aes-256",
        )
        val users = algorithms.mapIndexed { number, (auth, privacy) ->
            UsmUser("user$number", auth, auth?.let { "maplesyrup" }, privacy, privacy?.let { "wood-and-water" })
        }
        assertEquals(listOf("noAuthNoPriv", "authNoPriv", "authNoPriv", "authPriv"), users.take(4).map { it.level })
        Sim.start("two-switches", users = users).use { network ->
            val engineOptions = EngineOptions(
                drivers = 2u, ownThreads = true, timeoutMs = 500u, retries = 1u, deadAfter = 3u, receiveBuffer = 1_000_000u,
            )
            val site = Engine.start(engineOptions).use { engine ->
                val site = engine.discover(network.range, users.take(1), DiscoverOptions(port = network.port))
                val options = SessionOptions(port = network.port)
                for (user in users) {
                    val (uptime) = engine.session(site.devices.first().address!!, user, options).get(upTime)
                    assertTrue(uptime.value is SnmpValue.TimeTicks, "$user")
                }
                site
            }
            Engine.start().use { engine ->
                val batch = engine.pollOnce(site, users[7], PollOptions(port = network.port))
                assertEquals(true to emptyList(), (batch.size > 0) to batch.missed)
                val missed = engine.pollOnce(site, user("nobody"), PollOptions(port = network.port)).missed
                assertEquals(setOf("denied"), missed.map { it.code }.toSet())
                assertFalse("maple" in "$missed")
            }
        }
    }

    @Test
    fun `informs of a user are acknowledged`(): Unit = runBlocking {
        Sim.start("ring").use { network ->
            val id = Octets("80000000056d6f6e69746f72".chunked(2).map { it.toInt(16).toByte() }.toByteArray())
            val options = TrapListenerOptions(listen = listOf("127.0.0.1:0"), engineId = id, engineBoots = 7u)
            TrapListener.start(options, users = listOf(user())).use { listener ->
                assertEquals(id, listener.engineId)
                val here = listener.addresses.first()
                network.cut("s1", "p1", here, user = user(), inform = true)
                val notification = listener.next()!!
                assertEquals(
                    listOf(TrapVersion.V3, "monitor", Protection.ENCRYPTED),
                    listOf(notification.version, notification.user, notification.protection),
                )
                assertTrue(notification.kind is NotificationKind.LinkDown)
                assertEquals(2uL, listener.statistics().acknowledged)
                network.mend("s1", "p1", here, user = user())
                val wrong = mapOf(Denial.UNKNOWN_USER to user("nobody"), Denial.WRONG_DIGEST to user(auth = "mapleleaves"))
                for ((denial, credential) in wrong) {
                    val error = assertFailsWith<NetwardenException.Denied> {
                        network.cut("s1", "p1", here, user = credential, inform = true)
                    }
                    assertEquals(denial, error.denial)
                }
                val told = List(3) { listener.next()!!.kind }
                assertTrue(told[0] is NotificationKind.LinkDown && told.drop(1).all { it is NotificationKind.LinkUp }, "$told")
                assertFailsWith<NetwardenException.Invalid> {
                    network.cut("s1", "p1", here, version = SnmpVersion.V1, inform = true)
                }
            }
        }
    }

    @Test
    fun `a silence after the engine id comes with a hint`(): Unit = runBlocking {
        Sim.start("two-switches", users = listOf(user())).use { network ->
            Engine.start(EngineOptions(timeoutMs = 50u, retries = 0u)).use { engine ->
                val site = engine.discover(network.range, listOf(user()), DiscoverOptions(port = network.port))
                val agent = InetSocketAddress(site.devices.first().address!!, network.port.toInt())
                DatagramSocket(0, InetAddress.getByName("127.0.0.1")).use { proxy ->
                    val relay = thread {
                        val asked = DatagramPacket(ByteArray(4096), 4096).also(proxy::receive)
                        proxy.send(DatagramPacket(asked.data, asked.length, agent))
                        val report = DatagramPacket(ByteArray(4096), 4096).also(proxy::receive)
                        proxy.send(DatagramPacket(report.data, report.length, asked.socketAddress))
                    }
                    val session = engine.session("127.0.0.1", user(), SessionOptions(port = proxy.localPort.toUShort()))
                    val error = assertFailsWith<NetwardenException.TimedOut> { session.get(upTime) }
                    assertTrue("engine id" in error.hint!!, error.hint)
                    relay.join(5000)
                }
            }
        }
    }
}
