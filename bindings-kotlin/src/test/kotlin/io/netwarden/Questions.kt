package io.netwarden

import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonNull
import com.google.gson.JsonObject
import com.google.gson.JsonPrimitive
import java.io.File
import java.time.Instant
import kotlin.test.assertEquals

/** The calls of tests/vectors/topology.json. */
internal class Questions(private val folder: File) {
    private fun text(name: String, kind: String) = File(folder, "networks/$name.$kind.json").readText()
    private suspend fun network(name: String) = Topology.fromJson(text(name, "topology"))
    private suspend fun site(name: String) = Site.fromJson(text(name, "site"))

    suspend fun call(name: String, input: JsonObject, expect: JsonObject): JsonObject {
        fun given(part: String): String? = input[part]?.takeUnless { it.isJsonNull }?.asString
        fun said(part: String): String = input[part].asString
        suspend fun told(ask: suspend (Topology) -> Any): JsonObject = asked(expect) { ask(network(said("network"))) }
        return when (name) {
            "infer" -> infer(site(said("network")))
            "explain" -> JsonObject().apply { add("text", json(network(said("network")).explain(said("a"), said("b"))?.text)) }
            "why-not" -> told { it.whyNot(said("a"), said("b")) }
            "way" -> told {
                when (val way = it.path(said("a"), said("b"), given("vlan")?.toUShort())) {
                    is PathOutcome.Found -> way.path
                    is PathOutcome.Missing -> way.reason
                }
            }
            "contradictions" -> told { it.contradictions() }
            "single-points" -> told { it.singlePointsOfFailure() }
            "upstream" -> told { it.upstreamOf(said("station"), said("device")) }
            "dependents" -> told { it.dependentsOf(said("station"), said("device")) }
            "dependencies" -> told { it.dependencies(said("station")) }.apply { remove("text") }
            "what-if" -> told {
                val supposed = input["supposed"].asJsonArray.map { each -> supposition(each.asJsonObject) }
                it.whatIf(*supposed.toTypedArray(), station = given("station"))
            }
            "diff" -> told { it.diff(network(said("later")), texts(input["removed"])) }
            "track" -> track(input)
            "live" -> live(input)
            else -> error("unknown call $name")
        }
    }

    private suspend fun asked(expect: JsonObject, ask: suspend () -> Any): JsonObject = JsonObject().apply {
        try {
            val answer = ask()
            add("answer", form(answer, expect["answer"]))
            add("text", if (answer is List<*>) JsonArray().apply { answer.forEach { add(sentence(it!!)) } } else json(sentence(answer)))
        } catch (error: NetwardenException) {
            val parts = JsonObject()
            parts.addProperty("code", error.code)
            parts.addProperty("message", error.message)
            add("error", parts)
        }
    }

    private fun sentence(it: Any): String = when (it) {
        is WhyNot -> it.text
        is Path -> it.text
        is NoPath -> it.text
        is Contradiction -> it.text
        is SinglePoint -> it.text
        is WhatIf -> it.text
        is Change -> it.text
        is Element -> it.name
        is Dependency -> it.device.name
        else -> error("no sentence of ${it::class}")
    }

    private suspend fun infer(site: Site): JsonObject {
        val found = Topology.infer(site.devices)
        assertEquals(site.topology().toJson(), found.toJson())
        fun side(end: End) = listOfNotNull(end.device, end.port).joinToString(" ")
        val links = JsonArray().apply { found.links.forEach { add("${side(it.a)} ── ${side(it.b)}") } }
        return JsonObject().apply {
            addProperty("nodes", found.nodes.size)
            add("links", links)
        }
    }

    private suspend fun track(input: JsonObject): JsonObject {
        val seen = input["seen"].asJsonArray.map { it.asJsonArray }
        var tracker = Tracker(TrackerOptions(observations = input["observations"].asInt.toUInt()))
        val told = JsonArray()
        for (each in seen) {
            tracker = Tracker.fromJson(tracker.toJson())
            val (changes, pending) = tracker.observe(network(each[0].asString), Instant.ofEpochMilli(each[1].asLong)) to tracker.pending()
            told.add(JsonObject().apply {
                add("changes", JsonArray().apply { changes.forEach { add(it.text) } })
                add("pending", JsonArray().apply { pending.forEach { add(it.name) } })
            })
        }
        val unchanged = tracker.topology()!!.toJson() == network(seen[0][0].asString).toJson()
        return JsonObject().apply {
            add("told", told)
            addProperty("unchanged", unchanged)
        }
    }

    private suspend fun live(input: JsonObject): JsonObject {
        val live = LiveTopology()
        live.update(site(input["network"].asString))
        val changes = live.update(site(input["later"].asString).devices, texts(input["removed"]))
        val same = live.topology().toJson() == Topology.infer(live.devices()).toJson()
        return JsonObject().apply {
            add("changes", JsonArray().apply { changes.forEach { add(it.text) } })
            addProperty("same", same)
        }
    }

    private fun supposition(it: JsonObject): Supposition {
        fun part(name: String) = it[name].asString
        return when (part("kind")) {
            "device-gone" -> Supposition.DeviceGone(part("device"))
            "link-gone" -> Supposition.LinkGone(part("link"))
            "lag-gone" -> Supposition.LagGone(part("lag"))
            "segment-gone" -> Supposition.SegmentGone(part("segment"))
            "port-down" -> Supposition.PortDown(part("device"), part("port"))
            "device-added" -> Supposition.DeviceAdded(part("device"))
            "link-added" -> Supposition.LinkAdded(part("a"), part("b"))
            else -> error("unknown supposition $it")
        }
    }

    private fun texts(list: JsonElement): List<String> = list.asJsonArray.map { it.asString }

    /** The parts of a record that [like] names, as JSON has them. */
    private fun form(value: Any?, like: JsonElement): JsonElement = when {
        like.isJsonObject -> JsonObject().apply {
            like.asJsonObject.entrySet().forEach { (name, expected) -> add(name, form(part(value!!, name), expected)) }
        }
        like.isJsonArray -> JsonArray().apply {
            val (values, parts) = (value as List<*>) to like.asJsonArray
            assertEquals(parts.size(), values.size)
            values.zip(parts).forEach { (each, expected) -> add(form(each, expected)) }
        }
        else -> json(value)
    }

    private fun part(record: Any, name: String): Any? {
        val camel = name.replace(Regex("_(.)")) { it.groupValues[1].uppercase() }
        val field = record::class.java.declaredFields.find { it.name == camel }
        if (field == null && name == "kind") return kebab(record::class.simpleName!!)
        field!!.isAccessible = true
        return field.get(record)
    }

    private fun kebab(name: String) = name.replace(Regex("(?<=[a-z0-9])(?=[A-Z])"), "-").lowercase()

    private fun json(value: Any?): JsonElement = when (value) {
        null -> JsonNull.INSTANCE
        is Number -> JsonPrimitive(value)
        is Boolean -> JsonPrimitive(value)
        is Enum<*> -> JsonPrimitive(value.name.lowercase().replace('_', '-'))
        // Numbers without a sign that may be missing are boxed.
        is UInt -> JsonPrimitive(value.toLong())
        is UShort -> JsonPrimitive(value.toInt())
        is ULong -> JsonPrimitive(value.toLong())
        else -> JsonPrimitive(value.toString())
    }
}
