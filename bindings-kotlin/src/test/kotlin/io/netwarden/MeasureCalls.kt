package io.netwarden

import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonObject

/** Templates and selections: calls of the vectors. */
object MeasureCalls {
    val names = setOf("template", "check-template", "admits")

    fun call(name: String, input: JsonObject): JsonObject? = when (name) {
        "template" -> template(input)
        "check-template" -> JsonObject().also { Measure.check(Measure.fromJson(input["template"].toString())) }
        "admits" -> JsonObject().apply {
            addProperty("admits", Measure.admits(selection(input["selection"]), input["device"].asString, row(input["row"].asJsonObject)))
        }
        else -> null
    }

    private fun template(input: JsonObject): JsonObject {
        val groups = input["groups"]?.asJsonArray?.map { it.asString }
        val every = input["every_ms"]?.asLong?.toULong()
        val made = if (input["template"].asString == "everything") Measure.everything(groups, every) else Measure.interfacesOnly(groups, every)
        return JsonObject().apply {
            addProperty("name", made.name)
            add("groups", list(made.groups.map(::group)))
        }
    }

    private fun group(group: Group) = JsonObject().apply {
        addProperty("name", group.name)
        addProperty("interval_ms", group.intervalMs.toLong())
        add("columns", list(group.columns.map { list(it.name, it.oid) }))
        add("quantities", list(group.quantities.map { each -> list(each.`object`, each.unit).apply { add(each.keep) } }))
    }

    private fun list(items: List<JsonElement>) = JsonArray().apply { items.forEach(::add) }

    private fun list(vararg texts: String) = JsonArray().apply { texts.forEach(::add) }

    /** Selections are read within templates, as everybody's. */
    private fun selection(given: JsonElement): Selection {
        val whole = """{"name": "own", "groups": [{"name": "own", "interval_ms": 1000, "columns": [{"name": "a", "oid": "1.3.6", "kind": "integer"}],
            "quantities": [], "selection": $given}]}"""
        return Measure.fromJson(whole).groups.single().selection!!
    }

    private fun row(given: JsonObject) = RowFacts(
        index = given["index"].asJsonArray.map { it.asInt.toUInt() },
        name = given["name"].asString,
        alias = given["alias"]?.asString,
        ifType = given["if_type"]?.asInt?.toUInt(),
        speedBps = given["speed_bps"]?.asLong?.toULong(),
    )
}
