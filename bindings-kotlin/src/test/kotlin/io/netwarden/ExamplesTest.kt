package io.netwarden

import java.io.ByteArrayOutputStream
import java.io.PrintStream
import java.nio.file.Files
import kotlin.test.Test
import kotlin.test.assertTrue

/** The examples run offline. */
class ExamplesTest {
    private fun output(run: () -> Unit): String {
        val (before, said) = System.out to ByteArrayOutputStream()
        System.setOut(PrintStream(said, true))
        try {
            run()
        } finally {
            System.setOut(before)
        }
        return said.toString()
    }

    @Test
    fun `map a site`() = assertTrue("confirmed" in output { examples.mapASite() })

    @Test
    fun `ask the map`() = assertTrue("since yesterday:" in output { examples.askTheMap() })

    @Test
    fun `draw a campus`() {
        val folder = Files.createTempDirectory("netwarden").toFile()
        try {
            assertTrue("campus.png" in output { examples.drawACampus(folder) })
        } finally {
            folder.deleteRecursively()
        }
    }

    @Test
    fun `plot a series`() {
        val folder = Files.createTempDirectory("netwarden").toFile()
        try {
            assertTrue("charts make the page" in output { examples.plotASeries(folder) })
        } finally {
            folder.deleteRecursively()
        }
    }

    @Test
    fun `keep series`() {
        val folder = Files.createTempDirectory("netwarden").toFile()
        try {
            assertTrue("to be paid: 100 Mbit/s" in output { examples.keepSeries(folder.resolve("series.db")) })
        } finally {
            folder.deleteRecursively()
        }
    }

    @Test
    fun rates() = assertTrue("restarted 4 s ago" in output { examples.rates() })

    @Test
    fun `listen for traps`() = assertTrue("linkDown of Gi1/0/3" in output { examples.listenForTraps() })

    @Test
    fun `check a service`() = assertTrue("refused" in output { examples.checkAService() })

    @Test
    fun `run checks`() = assertTrue("exit code 0" in output { examples.runChecks() })

    @Test
    fun `watch a service`() = assertTrue("told: WARNING front door" in output { examples.watchAService() })

    @Test
    fun `read tables`() = assertTrue("interfaces" in output { examples.readTables() })

    @Test
    fun `users of v3`() = output { examples.usersOfV3() }.let {
        assertTrue("WRONG_DIGEST" in it && "ENCRYPTED, by monitor" in it && "maple" !in it, it)
    }

    @Test
    fun poll() = assertTrue("bit/s in" in output { examples.poll() })

    @Test
    fun `switch a port`() = assertTrue("notWritable at 2, SNMPv2-MIB::sysUpTime.0: it cannot be written" in output { examples.switchAPort() })

    @Test
    fun `look up names`() = assertTrue("acmeMode.0 = running(2)" in output { examples.lookUpNames() })
}
