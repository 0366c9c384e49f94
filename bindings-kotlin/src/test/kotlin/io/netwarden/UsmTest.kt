package io.netwarden

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
    fun `a user gets, and what is wrong with one is told apart`() = runBlocking {
        Sim.start("two-switches", users = listOf(user())).use { network ->
            Engine.start().use { engine ->
                val site = engine.discover(
                    network.range,
                    listOf(Community("wrong"), user("nobody"), user()),
                    DiscoverOptions(port = network.port, timeoutMs = 200u, retries = 0u),
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
}
