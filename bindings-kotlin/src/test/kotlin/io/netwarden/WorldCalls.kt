package io.netwarden

import com.google.gson.Gson
import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonObject
import java.nio.ByteBuffer
import kotlin.math.roundToLong
import kotlin.test.assertEquals

/** The calls of tests/vectors/worlds.json and drawings.json. */
internal object WorldCalls {
    private val gson = Gson()

    val names = setOf("generate", "recording", "traffic", "cable", "pairs", "visit", "subnets", "adjacencies", "lldpd", "collect", "model", "known", "draw")

    suspend fun call(name: String, input: JsonObject): JsonObject? = when (name) {
        "generate" -> generate(input)
        "recording" -> recording(input)
        "traffic" -> traffic(input)
        "cable" -> cable(input)
        "pairs" -> pairs(input)
        "visit" -> visit(input)
        "subnets" -> subnets(input)
        "adjacencies" -> adjacencies(input)
        "lldpd" -> lldpd(input)
        "collect" -> collect(input)
        "model" -> model(input)
        "known" -> known(input)
        "draw" -> draw(input)
        else -> null
    }

    private fun form(vararg parts: Pair<String, Any?>): JsonObject =
        Gson().newBuilder().serializeNulls().create().toJsonTree(mapOf(*parts)).asJsonObject

    private fun JsonObject.some(name: String): JsonElement? = this[name]?.takeUnless { it.isJsonNull }

    private fun JsonObject.text(name: String): String? = some(name)?.asString

    private fun JsonArray.texts(): List<String> = map { it.asString }

    /** `by-role` is `BY_ROLE`. */
    private inline fun <reified T : Enum<T>> word(text: String): T = enumValueOf(text.replace('-', '_').uppercase())

    private suspend fun world(input: JsonObject): World = when {
        input.has("blueprint") -> Sim.build(blueprint(input["blueprint"].asJsonObject))
        input.has("network") -> Sim.world(input["network"].asString)
        else -> Sim.generate(plan(input["plan"].asJsonObject))
    }

    private fun blueprint(it: JsonObject) = Blueprint(
        name = it["name"].asString,
        devices = it.list("devices").map { of ->
            BlueprintDevice(
                name = of["name"].asString,
                role = word<BlueprintRole>(of["role"].asString),
                vendor = of.text("vendor")?.let { word<Vendor>(it) },
                ports = of.some("ports")?.asInt?.toUInt() ?: 0u,
                settings = of.list("settings").map { port ->
                    BlueprintPort(port = port["port"].asString, alias = port.text("alias"))
                },
                lags = of.list("lags").map { lag -> BlueprintLag(lag["name"].asString, lag["members"].asJsonArray.texts()) },
                routesOn = of.list("routes_on").map { route ->
                    BlueprintRoute(route["port"].asString, route["vlans"].asJsonArray.map { it.asInt.toUShort() })
                },
                ospf = of.some("ospf")?.asBoolean ?: false,
                isis = of.some("isis")?.asBoolean ?: false,
                bgp = of.some("bgp")?.asInt?.toUShort(),
            )
        },
        cables = it.list("cables").map { of ->
            BlueprintCable(of["a"].asString, of["a_port"].asString, of["b"].asString, of["b_port"].asString)
        },
    )

    private fun plan(it: JsonObject) = Plan(
        shape = it.text("shape")?.let { word<Shape>(it) },
        switches = it.some("switches")?.asInt?.toUInt(),
        hostsPerSwitch = it.some("hosts_per_switch")?.asInt?.toUInt(),
        seed = it.some("seed")?.asLong?.toULong(),
        sources = it.some("sources")?.asJsonObject?.let { of ->
            Sources(lldp = of.some("lldp")?.asBoolean, cdp = of.some("cdp")?.asBoolean)
        },
        inBand = it.some("in_band")?.asBoolean,
        rowsMissing = it.some("rows_missing")?.asDouble,
        silentSwitches = it.some("silent_switches")?.asDouble,
        traffic = it.some("traffic")?.asJsonObject?.let { of ->
            Conversations(talkEveryS = of.some("talk_every_s")?.asDouble, asleep = of.some("asleep")?.asDouble)
        },
        vlans = it.some("vlans")?.asInt?.toUShort(),
        lags = it.some("lags")?.asDouble,
    )

    private suspend fun generate(input: JsonObject): JsonObject {
        val made = world(input)
        val truth = made.truth
        val site = made.site()
        val score = made.score(site, site.topology())
        val links = score.links
        return form(
            "name" to made.name,
            "devices" to made.deviceNames.size,
            "agents" to site.devices.size,
            "hosts" to truth.hosts.size,
            "links" to truth.links.size,
            "blocked" to truth.links.count { it.state == TruthState.BLOCKED },
            "aggregated" to truth.links.count { it.lag != null },
            "media" to truth.media.size,
            "found" to mapOf(
                "right" to links.right, "claimed" to links.claimed, "found" to links.found, "there" to links.there,
                "precision" to links.precision, "recall" to links.recall, "f1" to links.f1,
            ),
            "bins" to score.bins.size,
        )
    }

    private suspend fun recording(input: JsonObject): JsonObject {
        val vlan = input.some("vlan")?.asInt?.toUShort()
        val found = world(input).recording(input["device"].asString, vlan, input["at_ms"].asLong.toULong())
            ?: return form("count" to null)
        val first = found.first()
        return form("count" to found.size, "first" to "${first.name} ${first.value.text}", "last" to found.last().name)
    }

    private suspend fun traffic(input: JsonObject): JsonObject {
        val seen = world(input).traffic(input["device"].asString, input["port"].asString, input["at_ms"].asLong.toULong())
        return form("in_bps" to seen.inBps.toLong(), "out_bps" to seen.outBps.toLong())
    }

    private suspend fun cable(input: JsonObject): JsonObject {
        val (made, device) = world(input) to input["device"].asString
        val far = made.otherEnd(device, input["port"].asString)
        return form(
            "network" to made.network,
            "address" to made.address(device),
            "other_end" to far?.let { listOf(it.device, it.port) },
        )
    }

    private suspend fun pairs(input: JsonObject): JsonObject {
        val made = world(input)
        val claimed = input["pairs"].asJsonArray.map { it.asJsonArray.texts() }
            .map { (a, b, c, d) -> TruthEnd(a, b) to TruthEnd(c, d) }
        val tally = made.scorePairs(made.site(), claimed)
        return form(
            "right" to tally.right, "claimed" to tally.claimed, "found" to tally.found, "there" to tally.there,
            "precision" to tally.precision, "recall" to tally.recall, "f1" to tally.f1,
        )
    }

    private suspend fun visit(input: JsonObject): JsonObject {
        val (made, name) = world(input) to input["device"].asString
        val session =
            if (input["replayed"].asBoolean) Session.ofVariables(name, made.recording(name)!!) else Session.simulated(made, name)
        val device = session.collect(onlyInterfaces = input["only_interfaces"].asBoolean)
        return form(
            "id" to device.id,
            "name" to device.name,
            "interfaces" to device.interfaces.size,
            "neighbors" to device.lldp?.neighbors?.size,
        )
    }

    private suspend fun subnets(input: JsonObject): JsonObject {
        val topology = world(input).site().topology()
        return form("subnets" to topology.subnets.map { listOf(it.prefix, it.members.size) })
    }

    private suspend fun adjacencies(input: JsonObject): JsonObject {
        val links = world(input).site().topology().links.filter { it.adjacencies.isNotEmpty() }
        return form(
            "links" to links.map { link ->
                listOf(link.a.device, link.b.device, link.adjacencies.map { listOf(kebab(it.protocol), kebab(it.state)) })
            },
        )
    }

    private fun kebab(word: Enum<*>): String = word.name.lowercase().replace('_', '-')

    private fun lldpd(input: JsonObject): JsonObject {
        val device = Site.fromLldpd(input["text"].asString, input["id"].asString).devices.single()
        val heard = device.lldp?.neighbors.orEmpty().map { listOf(it.sysName, it.port.text) }
        return form("id" to device.id, "name" to device.name, "heard" to heard)
    }

    private suspend fun machines(names: List<String>): Site = names.map { name ->
        val chassis = mapOf("chassis" to mapOf(name to mapOf("id" to mapOf("type" to "local", "value" to name))))
        Site.fromLldpd(gson.toJson(mapOf("local-chassis" to chassis)), name)
    }.reduce { site, other -> site.updated(other) }

    private suspend fun collect(input: JsonObject): JsonObject {
        var collectors = Collectors()
        val gone = input["steps"].asJsonArray.map { it.asJsonObject }.map { step ->
            val set = step.text("set")
            collectors = Collectors.fromJson(collectors.toJson())
            if (set != null) collectors.set(set, machines(step["devices"].asJsonArray.texts()))
            else collectors.remove(step["remove"].asString)
        }
        val merged = collectors.merged()
        return form(
            "gone" to gone,
            "names" to collectors.names(),
            "devices" to merged.site.devices.map { it.id },
            "owners" to merged.owners.map { listOf(it.device, it.collectors) },
        )
    }

    private fun modelOf(it: JsonObject) = Model(
        name = it["name"].asString,
        devices = it.list("devices").map { of ->
            ModelDevice(
                id = of["id"].asString,
                kind = of.text("kind")?.let { word<DeviceKind>(it) },
                ports = of.some("ports")?.asJsonArray?.texts().orEmpty(),
                addresses = of.some("addresses")?.asJsonArray?.texts().orEmpty(),
            )
        },
        links = it.list("links").map { of -> ModelLink(end(of["a"]), end(of["b"]), note = of.text("note")) },
        racks = it.list("racks").map { of ->
            val places = of.list("places").map { place ->
                RackPlace(place["device"].asString, place["unit"].asInt.toUInt(), place["height"].asInt.toUInt())
            }
            Rack(of["name"].asString, units = of["units"].asInt.toUInt(), places = places)
        },
        positions = positions(it),
        notes = it.list("notes").map { of -> Note(about = of.text("about"), text = of["text"].asString) },
        hidden = it.some("hidden")?.asJsonArray?.texts().orEmpty(),
    )

    private fun JsonObject.list(name: String): List<JsonObject> = some(name)?.asJsonArray.orEmpty().map { it.asJsonObject }

    private fun JsonArray?.orEmpty(): Iterable<JsonElement> = this ?: JsonArray()

    private fun end(of: JsonElement) = ModelEnd(of.asJsonObject["device"].asString, of.asJsonObject.text("port"))

    private fun positions(it: JsonObject): Map<String, Position> = it.some("positions")?.asJsonObject?.entrySet().orEmpty()
        .associate { (id, place) -> id to Position(place.asJsonArray[0].asDouble, place.asJsonArray[1].asDouble) }

    private suspend fun model(input: JsonObject): JsonObject {
        val models = Models()
        input.list("models").forEach { models.put(modelOf(it)) }
        models.check()
        val read = Models.fromJson(models.toJson())
        assertEquals(models.names.map(models::get), read.names.map(read::get))
        val inferred = world(input).site().topology()
        val (topology, faults) = models.apply(input["names"].asJsonArray.texts(), inferred)
        val links = topology.links.filter { link -> link.because.any { it.source == "manual" } }
        return form(
            "names" to models.names,
            "added" to topology.nodes.filter { inferred.node(it.id) == null }.map { it.name },
            "links" to links.map { listOf(it.a.device, it.b.device) },
            "faults" to faults.map { listOf(it.model, it.place, it.reason) },
        )
    }

    private suspend fun known(input: JsonObject): JsonObject {
        val (site, cables) = world(input).site() to input.list("cables").map(::modelOf)
        val (topology, live) = site.topology(cables = cables) to LiveTopology(cables = cables)
        live.update(site)
        assertEquals(topology.toJson(), live.topology().toJson())
        assertEquals(topology.toJson(), Topology.infer(site.devices, cables = cables).toJson())
        val links = topology.links.filter { link -> link.because.any { it.source == "manual" } }
        return form("links" to links.map { listOf(it.a.device, it.a.port, it.b.device, it.b.port) })
    }

    private suspend fun load(input: JsonObject, made: World, site: Site): Load? {
        input.some("load_until_ms")?.let { return Load.between(site, made.site(it.asLong.toULong())) }
        return input.some("load")?.asJsonArray?.map { it.asJsonArray }?.fold(Load()) { load, port ->
            load.withPort(port[0].asString, port[1].asString, port[2].asDouble, port[3].asDouble)
        }
    }

    private suspend fun draw(input: JsonObject): JsonObject {
        val made = world(input)
        val site = made.site()
        val topology = site.topology()
        val drawing = Drawing(
            topology,
            title = input.text("title"),
            theme = input.text("theme")?.let { word<Theme>(it) } ?: Theme.AUTO,
            fold = input.text("fold")?.let { word<Fold>(it) },
            positions = positions(input),
            sites = input.some("sites")?.asJsonObject?.entrySet()?.associate { (id, place) -> id to place.asString },
            load = load(input, made, site),
        )
        val text = when (val format = input["format"].asString) {
            "svg" -> drawing.toSvg()
            "html" -> drawing.toHtml()
            "mermaid" -> topology.toMermaid()
            "png" -> return form("times" to times(drawing.toPng(input["scale"].asFloat), drawing.toPng()))
            else -> error("unknown format $format")
        }
        return form("found" to input["look_for"].asJsonArray.texts().map { it in text })
    }

    private fun times(picture: ByteArray, plain: ByteArray): List<Long> = listOf(16, 20).map { at ->
        (ByteBuffer.wrap(picture).getInt(at).toDouble() / ByteBuffer.wrap(plain).getInt(at)).roundToLong()
    }
}
