package io.netwarden

import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonNull
import com.google.gson.JsonObject
import com.google.gson.JsonParser
import com.google.gson.JsonPrimitive
import java.io.File
import java.time.Duration
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory

/** Replays tests/vectors, the cases that every language replays. */
class VectorsTest {
    private val folder = File(System.getProperty("netwarden.tests"), "vectors")
    private val counts = File(System.getProperty("netwarden.build"), "vectors")

    @TestFactory
    fun vectors(): List<DynamicTest> {
        val files = folder.listFiles { file -> file.name.endsWith(".json") }!!.sortedBy { it.name }
        assertTrue(files.isNotEmpty(), "no vectors in $folder")
        return files.map { file ->
            DynamicTest.dynamicTest(file.name) {
                val cases = JsonParser.parseString(file.readText()).asJsonObject["cases"].asJsonArray
                val wrong = cases.map { it.asJsonObject }.mapNotNull { case ->
                    val came = call(case["call"].asString, case["input"].asJsonObject, case["expect"].asJsonObject)
                    if (same(came, case["expect"])) null
                    else "${case["name"].asString}\n  expected ${case["expect"]}\n  came     $came"
                }
                assertEquals("", wrong.joinToString("\n"), "of ${file.name}")
                counts.mkdirs()
                File(counts, file.name).writeText("${cases.size()}")
            }
        }
    }

    private fun call(name: String, input: JsonObject, expect: JsonObject): JsonObject = when (name) {
        "oid" -> noun(input, Value::oid)
        "mac" -> noun(input, Value::mac)
        "status-range" -> noun(input, Check::statusRange)
        "threshold-range" -> noun(input, Check::thresholdRange)
        "rate" -> rate(input)
        "alerts" -> alerts(input)
        "judge" -> judge(input)
        "perfdata" -> perfdata(input["text"].asString)
        "validate" -> validate(input["spec"].toString())
        "evaluate" -> evaluate(input, expect)
        "notification" -> notification(input)
        "value" -> coded { form("text" to snmpValue(input).text) }
        "table" -> coded { table(input) }
        "walk" -> coded { walk(input) }
        "ask" -> coded { ask(input) }
        "set" -> told { set(input) }
        "order" -> told { order(input) }
        "path" -> told { path(writable(input).managementPath(options(input))) }
        "lookup" -> told { form("oid" to names.lookup(input["name"].asString)) }
        "name-of" -> told { form("name" to names.nameOf(input["oid"].asString)) }
        "show" -> told { form("text" to names.show(input["name"].asString, snmpValue(input))) }
        "describe" -> told { describe(input) }
        "load" -> told { load(input) }
        in WorldCalls.names -> told { WorldCalls.call(name, input) ?: error("unknown call $name") }
        in MeasureCalls.names -> told { MeasureCalls.call(name, input) ?: error("unknown call $name") }
        in StoreCalls.names -> told { StoreCalls.call(name, input) ?: error("unknown call $name") }
        in SeriesCalls.names -> told { SeriesCalls.call(name, input) ?: error("unknown call $name") }
        else -> runBlocking { Questions(folder).call(name, input, expect) }
    }

    private fun coded(work: suspend () -> JsonObject): JsonObject = try {
        runBlocking { work() }
    } catch (error: NetwardenException) {
        form("error" to form("code" to error.code))
    }

    private val names = Names()

    /** With what the error says, and the parts of a refusal. */
    private fun told(work: suspend () -> JsonObject): JsonObject = try {
        runBlocking { work() }
    } catch (error: NetwardenException.Refused) {
        val parts = form(
            "code" to error.code, "message" to error.message, "status" to error.status, "index" to error.index.toLong(),
            "variable" to error.variable, "meaning" to error.meaning,
        )
        form("error" to parts)
    } catch (error: NetwardenException) {
        form("error" to form("code" to error.code, "message" to error.message))
    }

    private fun writable(input: JsonObject): Session {
        val community = Community(input["community"].asString)
        return Session.simulated(input["network"].asString, input["device"].asString, community, writeCommunity = "private")
    }

    private suspend fun set(input: JsonObject): JsonObject {
        val varbinds = input["varbinds"].asJsonArray.map { it.asJsonObject }.map { VarBind(it["name"].asString, snmpValue(it)) }
        val shown = JsonArray()
        writable(input).set(varbinds).forEach { shown.add(form("name" to it.name, "text" to it.value.text)) }
        return form("varbinds" to shown)
    }

    private fun options(input: JsonObject): OrderOptions {
        val given = input["options"].asJsonObject
        return OrderOptions(
            force = given.some("force")?.asBoolean,
            reachedAt = given.some("reached_at")?.asString,
            reachedFrom = given.some("reached_from")?.asString,
        )
    }

    private fun path(path: ManagementPath): JsonObject {
        val ports = JsonArray()
        path.ports.forEach { ports.add(form("if_index" to it.ifIndex.toLong(), "name" to it.name, "because" to it.because)) }
        return form("ports" to ports, "unknown" to path.unknown)
    }

    private suspend fun order(input: JsonObject): JsonObject {
        val (port, status) = input["port"].asJsonPrimitive to AdminStatus.valueOf(input["status"].asString.uppercase())
        val session = writable(input)
        val it = if (port.isNumber) session.setIfAdminStatus(port.asInt.toUInt(), status, options(input))
        else session.setIfAdminStatus(port.asString, status, options(input))
        fun form(port: PortStatus) = JsonArray().apply { add(word(port.admin)); add(word(port.oper)) }
        return form(
            "text" to it.text, "target" to it.target, "if_index" to it.ifIndex.toLong(), "name" to it.name,
            "wanted" to word(it.wanted), "outcome" to word(it.outcome), "before" to form(it.before),
            "after" to it.after?.let(::form), "forced" to it.forced, "path" to it.path?.let(::path), "remark" to it.remark,
        )
    }

    private fun describe(input: JsonObject): JsonObject {
        val it = names.describe(input["name"].asString) ?: return form("object" to null)
        val labels = JsonArray()
        it.labels.forEach { label -> labels.add(JsonArray().apply { add(label.number); add(label.name) }) }
        val index = JsonArray()
        it.index.forEach(index::add)
        val parts = form(
            "name" to it.name, "oid" to it.oid, "kind" to word(it.kind), "labels" to labels,
            "display_hint" to it.displayHint, "index" to index,
        )
        return form("object" to parts)
    }

    private fun load(input: JsonObject): JsonObject {
        val files = input["files"].asJsonArray.map { it.asJsonObject }.map { MibFile(it["name"].asString, it["text"].asString) }
        val own = Names()
        val report = own.load(files, lenient = input["lenient"].asBoolean)
        val (modules, faults, shown) = List(3) { JsonArray() }
        report.modules.forEach(modules::add)
        for (it in report.faults) {
            val parts = form(
                "file" to it.file, "line" to it.line.toLong(), "module" to it.module, "reason" to it.reason,
                "missing_module" to it.missingModule,
            )
            faults.add(parts)
        }
        input["show"].asJsonArray.map { it.asJsonObject }.forEach { shown.add(own.show(it["name"].asString, snmpValue(it))) }
        return form("modules" to modules, "objects" to report.objects.toLong(), "faults" to faults, "shown" to shown)
    }

    private fun octets(text: String) = Octets(text.drop(2).chunked(2).map { it.toInt(16).toByte() }.toByteArray())

    private fun hex(octets: Octets) = octets.toByteArray().joinToString("", "0x") { "%02x".format(it) }

    private fun snmpValue(input: JsonObject): SnmpValue {
        val text = input.some("value")?.asString.orEmpty()
        return when (val type = input["type"].asString) {
            "integer" -> SnmpValue.Integer(text.toInt())
            "counter32" -> SnmpValue.Counter32(text.toUInt())
            "gauge32" -> SnmpValue.Gauge32(text.toUInt())
            "time-ticks" -> SnmpValue.TimeTicks(text.toUInt())
            "counter64" -> SnmpValue.Counter64(text.toULong())
            "octet-string" -> SnmpValue.OctetString(octets(text))
            "opaque" -> SnmpValue.Opaque(octets(text))
            "object-id" -> SnmpValue.ObjectId(text)
            "ip-address" -> SnmpValue.IpAddress(text)
            "null" -> SnmpValue.Null
            "no-such-object" -> SnmpValue.NoSuchObject
            "no-such-instance" -> SnmpValue.NoSuchInstance
            "end-of-mib-view" -> SnmpValue.EndOfMibView
            else -> error("unknown type $type")
        }
    }

    private fun table(input: JsonObject): JsonObject {
        val varbinds = input["varbinds"].asJsonArray.map { it.asJsonObject }.map { VarBind(it["name"].asString, snmpValue(it)) }
        val read = Mib.read(input["table"].asString, varbinds)
        val rows = JsonArray()
        for (row in read.rows) {
            val shown = JsonObject()
            for (name in row.names) {
                when (val cell = row[name]) {
                    null -> {}
                    is Cell.Integer -> shown.addProperty(name, cell.value)
                    is Cell.Counter64 -> shown.addProperty(name, cell.value.toString())
                    is Cell.Text -> shown.addProperty(name, cell.value)
                    is Cell.Octets -> shown.addProperty(name, hex(cell.value))
                    is Cell.TimeTicks -> shown.addProperty(name, cell.value.toMillis() / 10)
                }
            }
            rows.add(shown)
        }
        val faults = JsonArray()
        read.faults.forEach { faults.add(it.text) }
        return form("name" to read.name, "rows" to rows, "faults" to faults)
    }

    private fun simulated(input: JsonObject): Session {
        val community = Community(input.some("community")?.asString ?: "public")
        return Session.simulated(input["network"].asString, input["device"].asString, community)
    }

    private suspend fun walk(input: JsonObject): JsonObject {
        val stepping = input.some("stepping")?.let { Stepping.NEXT }
        val options = WalkOptions(rows = input.some("rows")?.asInt?.toUInt(), stepping = stepping)
        val walked = simulated(input).walk(input["root"].asString, options)
        return form(
            "end" to walked.end, "reason" to walked.reason, "count" to walked.varbinds.size,
            "first" to walked.varbinds.firstOrNull()?.name, "last" to walked.varbinds.lastOrNull()?.name,
        ).apply { addProperty("complete", walked.complete) }
    }

    private suspend fun ask(input: JsonObject): JsonObject {
        val (session, names) = simulated(input) to input["names"].asJsonArray.map { it.asString }
        val found = when (input["ask"].asString) {
            "get" -> session.get(names)
            "get-next" -> session.getNext(names)
            else -> session.getBulk(names, input["non_repeaters"].asInt.toUInt(), input["max_repetitions"].asInt.toUInt())
        }
        val shown = JsonArray()
        found.forEach { shown.add(form("name" to it.name, "text" to it.value.text)) }
        return form("varbinds" to shown)
    }

    private fun noun(input: JsonObject, read: (String) -> String): JsonObject = try {
        form("value" to read(input["text"].asString))
    } catch (error: NetwardenException) {
        form("error" to form("code" to error.code, "message" to error.message))
    }

    private fun sample(input: JsonObject): Sample {
        fun ticks(name: String) = input.some("${name}_ticks")?.let { Duration.ofMillis(10 * it.asLong) }
        val at = Duration.ofMillis(input["at_ms"].asLong)
        val boots = input.some("engine_boots")?.asInt?.toUInt()
        val value = input["value"].asString
        return if (input["type"].asString == "counter32") {
            Sample(counter32 = value.toUInt(), at, ticks("uptime"), ticks("discontinuity"), ticks("last_change"), boots)
        } else {
            Sample(counter64 = value.toULong(), at, ticks("uptime"), ticks("discontinuity"), ticks("last_change"), boots)
        }
    }

    private fun rate(input: JsonObject): JsonObject {
        val (earlier, later) = listOf("earlier", "later").map { sample(input[it].asJsonObject) }
        val limit = input.some("max_per_second")?.asLong?.toULong()
        val delta = when (val delta = Counter.delta(earlier, later, limit)) {
            is Delta.Advanced -> form("kind" to "advanced", "count" to delta.count.toString())
            is Delta.Wrapped -> form("kind" to "wrapped", "count" to delta.count.toString())
            is Delta.Discontinuity -> form("kind" to "discontinuity", "cause" to delta.cause.code)
            is Delta.Ambiguous ->
                form("kind" to "ambiguous", "fewest_wraps" to delta.fewestWraps.toLong(), "most_wraps" to delta.mostWraps.toLong())
            is Delta.OutOfOrder -> form("kind" to "out-of-order")
        }
        return when (val found = Counter.rate(earlier, later, limit)) {
            is RateOutcome.Missing -> form("delta" to delta, "gap" to form("code" to found.gap.code, "text" to found.gap.text))
            is RateOutcome.Known -> {
                val rate = found.rate
                val parts = form(
                    "per_second" to rate.perSecond,
                    "interval_ms" to rate.intervalMs.toLong(),
                    "base" to rate.base.name.lowercase(),
                    "drift_ms" to rate.driftMs,
                )
                form("delta" to delta, "rate" to parts)
            }
        }
    }

    private fun alerts(input: JsonObject): JsonObject {
        for ((name, alert) in listOf("quiet" to false, "loud" to true)) {
            for (value in input[name].asJsonArray) {
                assertEquals(alert, Check.alerts(input["range"].asString, value.asDouble), "${input["range"]} at $value")
            }
        }
        return JsonObject()
    }

    private fun judge(input: JsonObject): JsonObject {
        val given = input["thresholds"].asJsonObject
        val thresholds = Thresholds(given.some("warning")?.asString, given.some("critical")?.asString)
        return form("status" to Check.judge(input["value"].asDouble, thresholds).name.lowercase())
    }

    private fun perfdata(text: String): JsonObject = try {
        val values = Check.perfdata(text)
        val forms = JsonArray()
        for (each in values) {
            forms.add(
                form(
                    "label" to each.label, "value" to each.value, "unit" to each.unit, "warning" to each.warning,
                    "critical" to each.critical, "min" to each.min, "max" to each.max,
                ),
            )
        }
        form("values" to forms, "text" to values.joinToString(" ") { it.text })
    } catch (error: NetwardenException) {
        form("error" to form("code" to error.code))
    }

    private fun validate(spec: String): JsonObject = try {
        form("target" to CheckSpec.fromJson(spec).target)
    } catch (error: NetwardenException.Invalid) {
        form("error" to form("code" to error.code, "field" to error.argument))
    }

    private fun evaluate(input: JsonObject, expect: JsonObject): JsonObject {
        val result = CheckSpec.fromJson(input["spec"].toString()).evaluate(input["observation"].toString())
        val problems = JsonArray()
        result.problems.forEach { problems.add(it.cause.code) }
        val came = form(
            "status" to result.status.name.lowercase(),
            "cause" to result.cause?.code,
            "summary" to result.summary,
            "problems" to problems,
        )
        if (expect.has("plugin_output")) came.addProperty("plugin_output", result.pluginOutput)
        return came
    }

    private fun notification(input: JsonObject): JsonObject = try {
        val datagram = input["datagram"].asString.chunked(2).map { it.toInt(16).toByte() }.toByteArray()
        val it = Trap.read(datagram, input["source"].asString)
        val varbinds = JsonArray()
        for (varbind in it.varbinds) {
            varbinds.add(JsonArray().apply { add(varbind.name); add(varbind.value.text) })
        }
        form(
            "text" to it.text, "kind" to kind(it.kind), "trap_oid" to it.trapOid, "agent" to it.agent,
            "uptime" to it.uptime?.let { time -> time.toMillis() / 10 }, "version" to word(it.version),
            "inform" to it.inform, "enterprise" to it.enterprise, "varbinds" to varbinds,
        )
    } catch (error: NetwardenException) {
        form("error" to form("code" to error.code, "message" to error.message))
    }

    private fun word(case: Enum<*>): String = case.name.lowercase().replace('_', '-')

    private fun kind(it: NotificationKind): JsonObject = when (it) {
        is NotificationKind.ColdStart -> form("kind" to "cold-start")
        is NotificationKind.WarmStart -> form("kind" to "warm-start")
        is NotificationKind.LinkDown -> form(
            "kind" to "link-down", "interface" to it.`interface`?.toLong(), "name" to it.name,
            "description" to it.description, "alias" to it.alias, "admin" to word(it.admin), "oper" to word(it.oper),
        )
        is NotificationKind.LinkUp -> form(
            "kind" to "link-up", "interface" to it.`interface`?.toLong(), "name" to it.name,
            "description" to it.description, "alias" to it.alias, "admin" to word(it.admin), "oper" to word(it.oper),
        )
        is NotificationKind.AuthenticationFailure -> form("kind" to "authentication-failure")
        is NotificationKind.EgpNeighborLoss -> form("kind" to "egp-neighbor-loss", "neighbor" to it.neighbor)
        is NotificationKind.NewRoot -> form("kind" to "new-root")
        is NotificationKind.TopologyChange -> form("kind" to "topology-change")
        is NotificationKind.LldpRemTablesChange -> form(
            "kind" to "lldp-rem-tables-change", "inserts" to it.inserts?.toLong(), "deletes" to it.deletes?.toLong(),
            "drops" to it.drops?.toLong(), "ageouts" to it.ageouts?.toLong(),
        )
        is NotificationKind.OspfNbrStateChange -> form(
            "kind" to "ospf-nbr-state-change", "router_id" to it.routerId, "neighbor" to it.neighbor,
            "interface" to it.`interface`?.toLong(), "neighbor_id" to it.neighborId, "state" to word(it.state),
        )
        is NotificationKind.PrinterV2Alert -> form(
            "kind" to "printer-v2-alert", "alert" to it.alert?.toLong(), "severity" to it.severity,
            "group" to it.group, "group_index" to it.groupIndex, "location" to it.location, "code" to it.code,
            "description" to it.description,
        )
        is NotificationKind.Other -> form("kind" to "other")
    }

    private fun JsonObject.some(name: String): JsonElement? = this[name]?.takeUnless { it.isJsonNull }

    private fun form(vararg parts: Pair<String, Any?>): JsonObject = JsonObject().apply {
        for ((name, value) in parts) {
            when (value) {
                null -> add(name, JsonNull.INSTANCE)
                is JsonElement -> add(name, value)
                is Number -> addProperty(name, value)
                is Boolean -> addProperty(name, value)
                else -> addProperty(name, value.toString())
            }
        }
    }

    /** Equal, where 1 and 1.0 are. */
    private fun same(a: JsonElement?, b: JsonElement?): Boolean = when {
        a == null || b == null -> a == b
        a.isJsonObject && b.isJsonObject ->
            a.asJsonObject.keySet() == b.asJsonObject.keySet() && a.asJsonObject.keySet().all { same(a.asJsonObject[it], b.asJsonObject[it]) }
        a.isJsonArray && b.isJsonArray -> a.asJsonArray.size() == b.asJsonArray.size() &&
            a.asJsonArray.zip(b.asJsonArray).all { (x, y) -> same(x, y) }
        a is JsonPrimitive && b is JsonPrimitive && a.isNumber && b.isNumber -> a.asDouble == b.asDouble
        else -> a == b
    }
}
