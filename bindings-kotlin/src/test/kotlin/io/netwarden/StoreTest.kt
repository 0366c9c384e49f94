package io.netwarden

import java.io.File
import java.time.Instant
import kotlin.io.path.createTempDirectory
import kotlin.test.AfterTest
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext

/** Stores of series: arrays, coroutines side by side, closing, and a recording that is read while it runs. */
class StoreTest {
    private val folder: File = createTempDirectory("netwarden-").toFile()

    @AfterTest
    fun remove() {
        folder.deleteRecursively()
    }

    private fun port(row: Int = 1) = SeriesSpec(SeriesKey("core1", "ifHCInOctets", "Gi1/0/$row"), SeriesKind.COUNTER, "octets")

    private fun time(seconds: Long): Instant = Instant.ofEpochSecond(seconds)

    private fun one(number: Long) = longArrayOf(number)

    @Test
    fun `columns are arrays`(): Unit = runBlocking {
        val store = MemoryStore()
        val ids = store.declareAll(List(1000, ::port))
        assertEquals(1000, store.size)
        val counts = LongArray(1000) { it * 60L }
        assertEquals(Ack(1000u, 0u, 0u), store.appendCounts(ids, one(0), LongArray(1000) { 60_000 }, counts))
        assertEquals(listOf(7.0), store.read(7, time(0), time(60)).average.asList())
        val heat = store.declare(SeriesSpec(SeriesKey("core1", "heat", ""), SeriesKind.GAUGE, "celsius"))
        store.appendLevels(intArrayOf(heat), longArrayOf(0, 60_000), longArrayOf(60_000, 120_000), doubleArrayOf(41.5, Double.NaN))
        val gap = store.read(heat, time(0), time(120)).gaps.single()
        assertEquals(1uL, store.appendGaps(intArrayOf(heat), one(120_000), one(180_000), gap.reason).accepted)
        assertEquals(1, store.read(heat, time(0), time(180)).gaps.size)
    }

    @Test
    fun `what a format was read into is taken in`(): Unit = runBlocking {
        val columns = Columns.counted(longArrayOf(6_000, 9_000), "octets", time(0), 60_000u)
        val measured = SeriesColumns(columns, "core1", "ifHCInOctets", "Gi1/0/1").measured()
        val store = MemoryStore(Series.retentionForBilling())
        assertEquals(2uL to 2uL, store.append(measured).accepted to store.append(measured).late)
        assertEquals(mapOf(0 to port()), store.series())
        assertEquals(listOf<ULong>(60_000u, 300_000u, 600_000u, 3_600_000u), store.retention.archives.map { it.stepMs })
        assertEquals(15_000L, store.read(0, time(0), time(120)).total().toLong())
    }

    @Test
    fun `coroutines in several threads use one store`(): Unit = runBlocking {
        SqliteStore.open("$folder/series.db", durability = Durability.SYSTEM).use { store ->
            val totals = withContext(Dispatchers.Default) {
                (0 until 4).map { row ->
                    async {
                        val id = store.declare(port(row))
                        for (minute in 0L until 50L) {
                            store.appendCounts(intArrayOf(id), one(minute * 60_000), one((minute + 1) * 60_000), one(6))
                        }
                        store.read(id, time(0), time(3_000)).total().toInt()
                    }
                }.awaitAll()
            }
            assertEquals(List(4) { 300 }, totals)
            assertEquals(4, store.size)
        }
    }

    @Test
    fun `a closed store says so`(): Unit = runBlocking {
        val path = "$folder/series.db"
        val store = SqliteStore.open(path)
        val id = store.declare(port())
        store.appendCounts(intArrayOf(id), one(0), one(60_000), one(6))
        assertTrue("in use by this program" in assertFailsWith<NetwardenException.Io> { SqliteStore.open(path) }.message!!)
        store.copyTo("$folder/copy.db")
        assertFailsWith<NetwardenException.Io> { store.copyTo("$folder/copy.db") }
        store.check()
        assertEquals(listOf<Any>(false, path, "<SqliteStore $path of 1 series>"), listOf(store.closed, store.path, "$store"))
        store.close()
        store.close()
        assertTrue(store.closed && store.size == 1)
        val calls: List<suspend () -> Unit> =
            listOf({ store.read(id, time(0), time(60)) }, { store.declare(port(2)) }, { store.check() }, { store.retain(time(0)) })
        for (call in calls) {
            assertTrue("a store that is open" in assertFailsWith<NetwardenException.Invalid> { call() }.message!!)
        }
        for (again in listOf(path, "$folder/copy.db")) {
            SqliteStore.open(again).use { assertEquals(time(60), it.measuredUntil(0)) }
        }
    }

    @Test
    fun `what is wrong is told`(): Unit = runBlocking {
        assertFailsWith<NetwardenException.Invalid> { MemoryStore(Retention(listOf(ArchiveSpec(60_000u, 0u)))) }
        File(folder, "text.db").writeText("no database, ".repeat(100))
        assertFailsWith<NetwardenException.Malformed> { SqliteStore.open("$folder/text.db") }
        assertFailsWith<NetwardenException.Limit> { MemoryStore(mostSeries = 0).declare(port()) }
        val store = MemoryStore()
        val id = store.declare(port())
        assertFailsWith<NetwardenException.Invalid> { store.appendCounts(intArrayOf(id, id, id), one(0), one(60_000), longArrayOf(1, 2)) }
        assertNull(store.measuredUntil(id))
        assertEquals("<MemoryStore of 1 series>", "$store")
    }

    @Test
    fun `a recording is read while it runs`(): Unit = runBlocking {
        Sim.start("campus").use { network ->
            Engine.start().use { engine ->
                val site = engine.discover(network.range, options = DiscoverOptions(port = network.port))
                val options = RecordOptions(port = network.port, template = Measure.interfacesOnly(listOf("traffic"), 200u))
                for (store in listOf(MemoryStore(), SqliteStore.open("$folder/recorded.db"))) {
                    store.use { kept(engine, site, options, it) }
                }
                val store = SqliteStore.open("$folder/shut.db")
                val recording = engine.record(site, options = options, store = store)
                while (recording.statistics().accepted == 0uL) recording.next()!!
                store.close()
                while (recording.statistics().storeError == null) recording.next()!!
                val error = assertFailsWith<NetwardenException.Invalid> { recording.stop() }
                assertTrue("a store that is open" in error.message!!)
            }
        }
    }

    private suspend fun kept(engine: Engine, site: Site, options: RecordOptions, store: Store) {
        engine.record(site, options = options, store = store).measurements.first {
            val untils = store.series(SeriesFilter(`object` = "in_octets")).keys.map { store.measuredUntil(it) }
            untils.size > 4 && untils.all { it != null }
        }
        val (id, spec) = store.series(SeriesFilter(`object` = "in_octets")).entries.first()
        assertTrue(spec.kind == SeriesKind.COUNTER && site.devices.any { it.id == spec.key.device })
        val until = store.measuredUntil(id)!!
        assertTrue(store.read(id, until.minusSeconds(300), until).total().signum() > 0)
        engine.record(site, options = options, store = store).measurements.first { store.measuredUntil(id)!! > until }
    }
}
