package io.netwarden

import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonNull
import com.google.gson.JsonObject
import com.google.gson.JsonPrimitive
import java.security.MessageDigest
import java.time.Duration
import java.time.Instant
import kotlin.test.assertEquals

/** Series, their figures and formats, charts, and counters in columns: calls of the vectors. */
object SeriesCalls {
    val names = setOf(
        "columns", "series-format", "series-read", "remote-write", "bill", "utilisation", "month", "plot", "bank", "follow", "pages",
    )

    suspend fun call(name: String, input: JsonObject): JsonObject? = when (name) {
        "columns" -> figures(input)
        "series-format" -> written(input)
        "series-read" -> form("read" to read(input["format"].asString, input["text"].asString))
        "remote-write" -> remoteWrite(input)
        "bill" -> bill(input)
        "utilisation" ->
            form("columns" to form(Series.utilisation(columns(input["traffic"]), columns(input["speed"]))))
        "month" -> month(input)
        "plot" -> plot(input)
        "bank" -> bank(input)
        "follow" -> follow(input)
        "pages" -> pages(input)
        else -> null
    }

    private fun time(value: JsonElement): Instant = Instant.ofEpochMilli(value.asLong)

    private fun JsonObject.some(name: String): JsonElement? = this[name]?.takeUnless { it.isJsonNull }

    private fun numbers(value: JsonElement): DoubleArray =
        value.asJsonArray.map { if (it.isJsonNull) Double.NaN else it.asDouble }.toDoubleArray()

    private fun counts(value: JsonElement): LongArray =
        value.asJsonArray.map { it.asString.toULong().toLong() }.toLongArray()

    private val reasons = mapOf<String, Gap>("restarted" to Gap.Discontinuity(DiscontinuityCause.Restarted(null)))

    private fun columns(element: JsonElement): Columns {
        val given = element.asJsonObject
        val (unit, start, step) = Triple(given["unit"].asString, time(given["start"]), given["step_ms"].asLong.toULong())
        val coverage = given.some("coverage")?.let(::numbers)
        val gaps = given.some("gaps")?.asJsonArray?.toList().orEmpty().map { it.asJsonArray }
            .map { SeriesGap(time(it[0]), time(it[1]), reasons.getValue(it[2].asString)) }
        val counts = given.some("counts")
        var made = if (counts != null) Columns.counted(counts(counts), unit, start, step, coverage, gaps)
        else {
            val (min, max) = given.some("min")?.let(::numbers) to given.some("max")?.let(::numbers)
            Columns.levels(numbers(given["levels"]), unit, start, step, min, max, coverage, gaps)
        }
        given.some("scaled")?.asJsonArray?.let { made = made.scaled(it[0].asDouble, it[1].asString) }
        given.some("rolled_up")?.asJsonArray?.let { made = made.rolledUp(it[0].asLong.toULong(), it[1].asInt) }
        return made
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

    private fun form(it: Columns): JsonObject {
        assertEquals(it.size, it.average.size)
        assertEquals(it.end, it.time(it.size))
        return form(
            "kind" to word(it.kind), "unit" to it.unit, "start" to it.start.toEpochMilli(), "end" to it.end.toEpochMilli(),
            "step_ms" to it.stepMs.toLong(), "average" to array(it.average.asList()), "min" to array(it.min.asList()),
            "max" to array(it.max.asList()), "last" to array(it.last.asList()), "coverage" to array(it.coverage.asList()),
            "count" to array(it.count.map { count -> count.toULong().toString() }),
            "gaps" to array(it.gaps.map { gap -> array(listOf(gap.from.toEpochMilli(), gap.to.toEpochMilli(), gap.reason.code)) }),
            "total" to it.total().toString(), "average_of_all" to it.averageOfAll(),
        )
    }

    private fun figures(input: JsonObject): JsonObject {
        val made = columns(input["columns"])
        val asked = input.some("percentiles")?.asJsonArray?.toList().orEmpty().map { it.asJsonArray }
        val method = { name: String -> PercentileMethod.valueOf(name.uppercase().replace('-', '_')) }
        return form(
            "columns" to form(made),
            "percentiles" to array(asked.map { made.percentile(it[0].asDouble, method(it[1].asString)) }),
        )
    }

    private fun series(input: JsonObject): List<SeriesColumns> = input["series"].asJsonArray.map { it.asJsonObject }
        .map { SeriesColumns(columns(it["columns"]), it["device"].asString, it["object"].asString, it["row"].asString) }

    private fun steps(made: List<SeriesColumns>): JsonArray = array(
        made.map { form("device" to it.key.device, "object" to it.key.`object`, "row" to it.key.row, "columns" to form(it.columns)) },
    )

    private fun moments(made: List<MeasuredSeries>): JsonArray = array(
        made.map {
            listOf(it.fromMs.size, it.toMs.size, it.count.size).forEach { size -> assertEquals(it.size, size) }
            val key = it.series.key
            form(
                "device" to key.device, "object" to key.`object`, "row" to key.row, "unit" to it.series.unit,
                "columns" to form(it.columns(60_000uL)),
            )
        },
    )

    private suspend fun read(format: String, text: String): JsonArray = when (format) {
        "json" -> steps(Series.fromJson(text))
        "csv" -> steps(Series.fromCsv(text))
        "rrd-dump" -> steps(Series.fromRrdDump(text))
        "openmetrics" -> moments(Series.fromOpenmetrics(text))
        "influx" -> moments(Series.fromInflux(text))
        else -> error("unknown format $format")
    }

    private suspend fun written(input: JsonObject): JsonObject {
        val (format, series) = input["format"].asString to series(input)
        val text = when (format) {
            "json" -> Series.toJson(series)
            "csv" -> Series.toCsv(series)
            "openmetrics" -> Series.toOpenmetrics(series)
            "influx" -> Series.toInflux(series)
            else -> Series.toRrdDump(series.map { it.key.`object` to it.columns })
        }
        return form("text" to text, "read" to read(format, text))
    }

    private fun hex(octets: ByteArray): String = octets.joinToString("") { "%02x".format(it) }

    private suspend fun remoteWrite(input: JsonObject): JsonObject {
        val (series, writer) = series(input) to RemoteWriter()
        val bodies = listOf(Series.toRemoteWrite(series), writer.body(series), writer.body(series))
        return form("bodies" to array(bodies.map(::hex)))
    }

    private fun bill(input: JsonObject): JsonObject {
        val method = if (input.some("method")?.asString == "interpolated") PercentileMethod.INTERPOLATED else PercentileMethod.NEAREST_RANK
        val bill = Series.bill(
            columns(input["in"]), columns(input["out"]), time(input["from"]), time(input["to"]),
            percent = input.some("percent")?.asDouble ?: 95.0, method = method,
        )
        fun direction(it: BilledDirection) = form(
            "bps" to it.bps, "measured_steps" to it.measuredSteps.toLong(), "excluded_steps" to it.excludedSteps.toLong(),
            "octets" to it.octets.toString(),
        )
        return form(
            "steps" to bill.steps.toLong(), "in" to direction(bill.input), "out" to direction(bill.output),
            "greater_bps" to bill.greaterBps, "of_greater_bps" to bill.ofGreaterBps, "percent" to bill.rules.percent,
            "method" to word(bill.rules.method),
        )
    }

    private fun month(input: JsonObject): JsonObject {
        val (from, to) = Series.month(input["year"].asInt, input["month"].asInt, input["utc_offset_minutes"].asInt)
        return form("from" to from.toEpochMilli(), "to" to to.toEpochMilli())
    }

    private suspend fun plot(input: JsonObject): JsonObject {
        val options = input["options"].asJsonObject
        var chart = Plot(
            input["title"].asString,
            width = options.some("width")?.asInt ?: 800,
            height = options.some("height")?.asInt ?: 300,
            percentile = options.some("percentile")?.asDouble,
            band = options.some("band")?.asBoolean ?: false,
            mirrored = options.some("mirrored")?.asBoolean ?: false,
            utcOffsetMinutes = options.some("utc_offset_minutes")?.asInt ?: 0,
            theme = options.some("theme")?.asString?.let { Theme.valueOf(it.uppercase()) } ?: Theme.AUTO,
        )
        for (curve in input["curves"].asJsonArray.map { it.asJsonObject }) {
            val (name, columns) = curve["name"].asString to columns(curve["columns"])
            chart = if (curve["style"].asString == "area") chart.area(name, columns) else chart.line(name, columns)
        }
        return form("sha256" to hex(MessageDigest.getInstance("SHA-256").digest(chart.toSvg().encodeToByteArray())))
    }

    private fun bank(input: JsonObject): JsonObject {
        val bank = CounterBank(input["rows"].asInt, input.some("max_rate")?.asLong?.toULong())
        val batches = input["batches"].asJsonArray.map { it.asJsonObject }.map { batch ->
            val readings = batch["readings"].asJsonArray.map { it.asJsonObject }.map {
                val uptime = it.some("uptime_ticks")?.let { ticks -> Duration.ofMillis(ticks.asLong * 10) }
                Reading(it["rows"].asInt.toUInt(), Duration.ofMillis(it["at_ms"].asLong), uptime)
            }
            val rates = bank.advance(
                readings,
                counter32 = batch.some("counter32")?.let(::counts),
                counter64 = batch.some("counter64")?.let(::counts),
                valid = batch.some("valid")?.asJsonArray?.map { if (it.asBoolean) 1.toByte() else 0 }?.toByteArray(),
            )
            form(
                "per_second" to array(rates.perSecond.asList()),
                "count" to array(rates.count.map { it.toULong().toString() }),
                "interval_ms" to array(rates.intervalMs.asList()),
                "gaps" to array(rates.gaps.map { array(listOf(it.row.toLong(), it.gap.code, it.gap.text)) }),
            )
        }
        return form("batches" to array(batches))
    }

    private fun follow(input: JsonObject): JsonObject {
        fun ports(name: String) = input[name].asJsonArray.map { it.asJsonObject }.map {
            PortIdentity(it["index"].asInt.toUInt(), it.some("name")?.asString, it.some("alias")?.asString, it.some("mac")?.asString)
        }
        val found = Counter.follow(ports("earlier"), ports("later"))
        fun identity(it: Identity) = when (it) {
            is Identity.Same -> form("kind" to "same")
            is Identity.Moved -> form("kind" to "moved", "from" to it.from.toLong())
            is Identity.Swapped -> form("kind" to "swapped", "from" to it.from.toLong())
            is Identity.Replaced -> form("kind" to "replaced")
            is Identity.New -> form("kind" to "new")
            is Identity.Ambiguous -> form("kind" to "ambiguous", "candidates" to it.candidates.toLong())
        }
        return form(
            "ports" to array(found.ports.map { array(listOf(identity(it.identity), it.earlier?.toLong())) }),
            "gone" to array(found.gone.map { it.toLong() }),
        )
    }

    private fun pages(input: JsonObject): JsonObject {
        fun reading(it: JsonObject) = PageReading(
            it.some("pages")?.asLong?.toULong(), Duration.ofMillis(it["at_ms"].asLong), it.some("manufacturer")?.asString,
            it.some("serial")?.asString,
        )
        val (earlier, later) = reading(input["earlier"].asJsonObject) to reading(input["later"].asJsonObject)
        return form("delta" to when (val it = Counter.pageDelta(earlier, later, input.some("last_count")?.asLong?.toULong())) {
            is PageDelta.Advance -> form("kind" to "advance", "pages" to it.pages.toLong())
            is PageDelta.NvramRollback -> form("kind" to "nvram-rollback", "lost" to it.lost.toLong())
            is PageDelta.Wrap -> form("kind" to "wrap", "pages" to it.pages.toLong())
            is PageDelta.Reset -> form("kind" to "reset")
            is PageDelta.DeviceReplaced -> form("kind" to "device-replaced")
            is PageDelta.NoReading -> form("kind" to "no-reading")
        })
    }
}
