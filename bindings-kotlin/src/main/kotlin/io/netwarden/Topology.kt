package io.netwarden

/**
 * The inferred network: devices, the cables between them, shared segments, and what did not fit.
 *
 * The order of every list is canonical: the same evidence in any order gives the same topology. What it holds is read
 * from the library on first use and kept.
 *
 * What looks up is there at once: lists, nodes, links, and why there is one ([explain]). What may take long in a network of
 * thousands of devices suspends, and is worked out in a thread of [kotlinx.coroutines.Dispatchers.Default]: inferring, all
 * other questions, drawing and writing.
 */
class Topology internal constructor(internal val native: NativeTopology) {
    /** Devices: polled ones, neighbors that were heard of, hosts that were only seen. */
    val nodes: List<Node> by lazy { native.nodes() }

    /** Cables with two ends, redundant blocked ones included. */
    val links: List<Link> by lazy { native.links() }

    /** Media with more than two members: a hub, an unmanaged switch, a radio cell. */
    val segments: List<Segment> by lazy { native.segments() }

    /** Statements that no link uses, each with the reason. */
    val unused: List<Unused> by lazy { native.unused() }

    /** Keys that should identify one device and that several have, with who they are. */
    val ambiguous: List<Ambiguous> by lazy { native.ambiguous() }

    /** IP subnets of the polled devices, by prefix: who is in them, and by whom they are left. */
    val subnets: List<Subnet> by lazy { native.subnets() }

    /** The strategy that made this: `default`, `stp-segments`. */
    val strategy: String by lazy { native.strategy() }

    /** The node of that id, or else of that name, `sysName`, IP or MAC address. */
    fun node(nameOrId: String): Node? = native.node(nameOrId)

    /** The best link between two nodes, given by name or id: the strongest, then the surest. */
    fun linkBetween(a: String, b: String): Link? = native.linkBetween(a, b)

    /** All links between two nodes, given by name or id. */
    fun linksBetween(a: String, b: String): List<Link> = native.linksBetween(a, b)

    /** The links of a node, given by name or id. */
    fun linksOf(node: String): List<Link> = native.linksOf(node)

    /**
     * The ports of polled devices from which a cable leads to another device that is no host, printer, telephone or access
     * point: as `ports` of a [Selection], "all uplinks". Sorted.
     */
    fun uplinks(): List<PortKey> = native.uplinks()

    /** The shared media that a node is on, given by name or id. */
    fun segmentsOf(node: String): List<Segment> = native.segmentsOf(node)

    /** Why these two nodes, given by name or id, are joined: by their best link, else by the medium that both are on. */
    fun explain(a: String, b: String): Explanation? = native.explain(a, b)

    /**
     * Why [a] and [b] are not cabled, or that they are: what speaks for it and against it, what is not known, and how they are
     * connected instead. Each is a device by name or id, or a port such as `core1 Gi1/0/1`.
     *
     * Throws [NetwardenException.Invalid] where the topology has no such device or the device no such port, and where both
     * are one device.
     */
    suspend fun whyNot(a: String, b: String): WhyNot = beside { native.whyNot(a, b) }

    /**
     * The way that frames take from [a] to [b], given by name or id, over links that are not blocked, and the ways that are
     * left if it fails; or why there is none. With [vlan], links that are known to carry others only are not used before the
     * first router.
     */
    suspend fun path(a: String, b: String, vlan: UShort? = null): PathOutcome = beside { native.path(a, b, vlan) }

    /** Everything that does not fit together, such as a cable at a port that is down, or an address that two devices have. */
    suspend fun contradictions(): List<Contradiction> = beside { native.contradictions() }

    /**
     * Devices, media and links whose loss cuts something off from the largest part of what remains, the worst first. Parallel
     * links, members of an aggregate and links that spanning tree blocks are redundancy.
     */
    suspend fun singlePointsOfFailure(): List<SinglePoint> = beside { native.singlePointsOfFailure() }

    /**
     * Everything without which [station] cannot reach [device], both given by name or id, the nearest first. An alert about
     * the device is to be held back while any of these is down.
     *
     * Throws [NetwardenException.Invalid] where the topology has no such device or no chain of links joins the two.
     */
    suspend fun upstreamOf(station: String, device: String): List<Element> =
        beside { native.upstreamOf(station, device) }

    /** The devices and hosts that [station] cannot reach without [device], both given by name or id: who is downstream of it. */
    suspend fun dependentsOf(station: String, device: String): List<Element> =
        beside { native.dependentsOf(station, device) }

    /** For every node, in their order, the nearest thing that [station], given by name or id, cannot reach it without. */
    suspend fun dependencies(station: String): List<Dependency> = beside { native.dependencies(station) }

    /**
     * What follows if all of [supposed] happens, in that order, seen from the device [station] or, without it, from the
     * largest part that remains.
     *
     * Throws [NetwardenException.Invalid] for a device, port, link, aggregate or segment that is not there.
     */
    suspend fun whatIf(vararg supposed: Supposition, station: String? = null): WhatIf =
        beside { native.whatIf(supposed.asList(), station) }

    /**
     * What changed from this topology to [after], in canonical order. What a device said that does not answer now is not
     * refuted: such links are [Change.Unseen]. Those of [removed], by id, were taken away, and what only they said with them.
     */
    suspend fun diff(after: Topology, removed: List<String> = emptyList()): List<Change> =
        beside { native.diff(after.native, removed) }

    /** The topology as JSON, on one line or, with [pretty], indented for people. Equal topologies give equal text. */
    suspend fun toJson(pretty: Boolean = false): String = beside { native.toJson(pretty) }

    /** The topology in Graphviz' language. */
    suspend fun toDot(): String = beside { native.toDot() }

    /** The topology as GraphML, for yEd, Gephi and others. */
    suspend fun toGraphml(): String = beside { native.toGraphml() }

    /** The topology as a flowchart of Mermaid, which Markdown pages of many sites draw. */
    suspend fun toMermaid(): String = beside { native.toMermaid() }

    /** One line per device, as CSV (RFC 4180). */
    suspend fun devicesCsv(): String = beside { native.devicesCsv() }

    /** One line per port, as CSV (RFC 4180). */
    suspend fun portsCsv(): String = beside { native.portsCsv() }

    /** One line per link, as CSV (RFC 4180). */
    suspend fun linksCsv(): String = beside { native.linksCsv() }

    /**
     * Writes the topology in the format that the name asks for: .html, .svg, .png (two pixels to one of the drawing, one where
     * that would be too large), .json, .mmd or .mermaid, .dot or .gv, .graphml or .csv (links).
     *
     * Throws [NetwardenException.Invalid] for another name.
     */
    suspend fun save(path: String) = beside { native.save(path) }

    /** The topology as a drawing. [Drawing] has the choices. */
    suspend fun toSvg(): String = beside { native.toSvg() }

    /** The topology as one interactive page without outside references. [Drawing] has the choices. */
    suspend fun toHtml(): String = beside { native.toHtml() }

    /** The topology as a PNG file: see [Drawing.toPng]. */
    suspend fun toPng(scale: Float = 1f): ByteArray = Drawing(this).toPng(scale)

    override fun toString(): String = native.describe()

    companion object {
        /**
         * The network that [devices] describe, which may come from several sites.
         *
         * [hide] leaves out sources of evidence. The [cables] of these models are taken as known: neither spanning tree nor
         * forwarding tables are asked where they lead, and what forwarding tables say against them contradicts them. A device is
         * given by its id or else its name. All else that a model says is for [Models.apply].
         */
        suspend fun infer(
            devices: List<DeviceSnapshot>,
            strategy: Strategy = Strategy.DEFAULT,
            hide: List<Source> = emptyList(),
            cables: List<Model> = emptyList(),
        ): Topology = beside { Topology(NativeTopology.infer(devices, strategy, hide, cables)) }

        /** Reads what [toJson] wrote. Throws [NetwardenException.Malformed] with the place and what is wrong there. */
        suspend fun fromJson(text: String): Topology = beside { Topology(NativeTopology.fromJson(text)) }
    }
}

/** `core1 Gi1/0/1 ── dist2 Te1/1  confirmed, 0.998` */
val Link.text: String get() = nativeLinkText(this)

/** Several lines for people. */
val Explanation.text: String get() = nativeExplanationText(this)

/** Several lines for people. */
val WhyNot.text: String get() = nativeWhyNotText(this)

/** `pc1 to pc2, layer 2, 2 hops, 0.95: pc1 ── p3 sw1 p24 ── p1 core1`, and a line for each other way. */
val Path.text: String get() = nativePathText(this)

/** `without dist2, 3 devices and 40 hosts are cut off` */
val SinglePoint.text: String get() = nativeSinglePointText(this)

/** `dist2 is gone` */
val Supposition.text: String get() = nativeSuppositionText(this)

/** `if dist2 is gone, 3 devices and 40 hosts are lost`, and a line for each consequence. */
val WhatIf.text: String get() = nativeWhatIfText(this)

/** `2 devices and 1 host: sw4, sw5, pc1` */
val Part.text: String get() = nativePartText(this)

/** `core1 Po1 = dist2 Po1 keeps 1 of 2 members` */
val LagLoss.text: String get() = nativeLagLossText(this)

/** `VLAN 20 loses 1 device and 2 hosts: sw4, pc1, pc2` */
val VlanLoss.text: String get() = nativeVlanLossText(this)

/** `pc7 moved from sw1 p5 to sw2 p7` */
val Change.text: String get() = nativeChangeText(this)
