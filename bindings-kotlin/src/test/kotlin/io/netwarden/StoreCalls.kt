package io.netwarden

import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonNull
import com.google.gson.JsonObject
import com.google.gson.JsonPrimitive
import java.nio.file.Files
import java.time.Instant

/** Stores of series, and what a threshold says: calls of the vectors. */
object StoreCalls {
    val names = setOf("store", "watch")

    suspend fun call(name: String, input: JsonObject): JsonObject? = when (name) {
        "store" -> stored(input)
        "watch" -> judged(input)
        else -> null
    }

    private fun array(items: Iterable<Any?>): JsonArray = JsonArray().apply { items.forEach { add(element(it)) } }

    private fun element(value: Any?): JsonElement = when (value) {
        null -> JsonNull.INSTANCE
        is JsonElement -> value
        is Double -> if (value.isNaN()) JsonNull.INSTANCE else JsonPrimitive(value)
        is Number -> JsonPrimitive(value)
        else -> JsonPrimitive(value.toString())
    }

    private fun form(vararg parts: Pair<String, Any?>): JsonObject =
        JsonObject().apply { parts.forEach { (name, value) -> add(name, element(value)) } }

    private fun word(case: Enum<*>): String = case.name.lowercase().replace('_', '-')

    private fun retention(given: JsonObject) = Retention(
        given["archives"].asJsonArray.map { it.asJsonObject }
            .map { ArchiveSpec(it["step_ms"].asLong.toULong(), it["rows"].asLong.toULong()) },
    )

    private fun spec(given: JsonElement): SeriesSpec {
        val (device, `object`, row, kind, unit) = given.asJsonArray.map { it.asString }
        return SeriesSpec(SeriesKey(device, `object`, row), SeriesKind.valueOf(kind.uppercase()), unit)
    }

    private fun longs(given: JsonElement) = given.asJsonArray.map { it.asLong }.toLongArray()

    private fun ack(it: Ack) = array(listOf(it.accepted, it.late, it.unfit).map { count -> count.toLong() })

    private fun form(it: Columns) = form(
        "unit" to it.unit, "start" to it.start.toEpochMilli(), "step_ms" to it.stepMs.toLong(),
        "average" to array(it.average.asList()), "max" to array(it.max.asList()), "coverage" to array(it.coverage.asList()),
        "count" to array(it.count.map { count -> count.toULong().toString() }),
        "gaps" to array(it.gaps.map { gap -> array(listOf(gap.from.toEpochMilli(), gap.to.toEpochMilli(), gap.reason.code)) }),
    )

    private suspend fun step(store: Store, name: String, given: JsonObject): JsonElement {
        val number = { given["series"].asInt }
        val (series, from, to) = if (!name.startsWith("append-")) Triple(IntArray(0), LongArray(0), LongArray(0))
        else Triple(given["series"].asJsonArray.map { it.asInt }.toIntArray(), longs(given["from_ms"]), longs(given["to_ms"]))
        return when (name) {
            "declare" -> element(store.declare(spec(given["series"])))
            "declare-all" -> array(store.declareAll(given["series"].asJsonArray.map(::spec)).asList())
            "append-counts" -> {
                val counts = given["counts"].asJsonArray.map { it.asString.toULong().toLong() }.toLongArray()
                ack(store.appendCounts(series, from, to, counts))
            }
            "append-levels" -> {
                val levels = given["levels"].asJsonArray.map { if (it.isJsonNull) Double.NaN else it.asDouble }.toDoubleArray()
                ack(store.appendLevels(series, from, to, levels))
            }
            "append-gaps" -> {
                val reasons = mapOf<String, Gap>("restarted" to Gap.Discontinuity(DiscontinuityCause.Restarted(null)))
                ack(store.appendGaps(series, from, to, reasons.getValue(given["reason"].asString)))
            }
            "read" -> {
                val (begin, end) = Instant.ofEpochMilli(given["from"].asLong) to Instant.ofEpochMilli(given["to"].asLong)
                val percent = given["least_coverage_percent"]?.asInt ?: 50
                form(store.read(number(), begin, end, given["step_ms"]?.asLong?.toULong(), percent))
            }
            "series" -> {
                val filter = SeriesFilter(given["device"]?.asString, given["object"]?.asString, given["row"]?.asString)
                array(store.series(filter).map { (id, it) ->
                    array(listOf(id, it.key.device, it.key.`object`, it.key.row, word(it.kind), it.unit))
                })
            }
            "measured-until" -> element(store.measuredUntil(number())?.toEpochMilli())
            "retain" -> JsonNull.INSTANCE.also { store.retain(Instant.ofEpochMilli(given["now"].asLong)) }
            else -> error("unknown step $name")
        }
    }

    private suspend fun stored(input: JsonObject): JsonObject {
        val folder = Files.createTempDirectory("netwarden-").toFile()
        val retention = input["retention"]?.asJsonObject?.let(::retention)
        suspend fun open(): Store = if (input["store"].asString == "sqlite") SqliteStore.open("$folder/series.db", retention)
        else MemoryStore(retention, input["most_series"]?.asInt ?: 1_000_000)
        try {
            var store = open()
            val answers = input["steps"].asJsonArray.map { it.asJsonArray }.map { step ->
                if (step[0].asString == "reopen") {
                    store.close()
                    store = open()
                    return@map JsonNull.INSTANCE
                }
                try {
                    step(store, step[0].asString, step[1].asJsonObject)
                } catch (error: NetwardenException) {
                    form("error" to form("code" to error.code, "message" to error.message))
                }
            }
            store.close()
            return form("answers" to array(answers))
        } finally {
            folder.deleteRecursively()
        }
    }

    private fun judged(input: JsonObject): JsonObject {
        val given = input["watch"].asJsonObject
        val thresholds = given["thresholds"].asJsonObject
        val watch = Watch(
            given["object"].asString,
            thresholds = Thresholds(thresholds["warning"].asString, thresholds["critical"].asString),
        )
        val measured = input["measured"].asJsonPrimitive
        val number = if (measured.isNumber) RateValue.Known(measured.asDouble) else RateValue.Missing(Gap.Missed)
        val result = Measure.judge(watch, input["target"].asString, input["unit"].asString, number, Instant.EPOCH)
        return form("status" to word(result.status), "cause" to result.cause?.code, "summary" to result.summary, "target" to result.target)
    }
}
