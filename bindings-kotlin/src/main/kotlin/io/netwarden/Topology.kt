package io.netwarden

/**
 * The inferred network: devices, the cables between them, shared segments, and what did not fit.
 *
 * The order of every list is canonical: the same evidence in any order gives the same topology. What it holds is read
 * from the library on first use and kept.
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

    /** The shared media that a node is on, given by name or id. */
    fun segmentsOf(node: String): List<Segment> = native.segmentsOf(node)

    /** Why these two nodes, given by name or id, are joined: by their best link, else by the medium that both are on. */
    fun explain(a: String, b: String): Explanation? = native.explain(a, b)

    /** The topology as JSON, on one line or, with [pretty], indented for people. Equal topologies give equal text. */
    fun toJson(pretty: Boolean = false): String = guarded { native.toJson(pretty) }

    /** The topology in Graphviz' language. */
    fun toDot(): String = native.toDot()

    /** The topology as GraphML, for yEd, Gephi and others. */
    fun toGraphml(): String = native.toGraphml()

    /** One line per device, as CSV (RFC 4180). */
    fun devicesCsv(): String = native.devicesCsv()

    /** One line per port, as CSV (RFC 4180). */
    fun portsCsv(): String = native.portsCsv()

    /** One line per link, as CSV (RFC 4180). */
    fun linksCsv(): String = native.linksCsv()

    /** Writes the topology in the format that the name asks for: .html, .svg, .json, .dot, .gv, .graphml or .csv (links). */
    fun save(path: String) = guarded { native.save(path) }

    /** The topology as a drawing. */
    fun toSvg(): String = native.toSvg()

    /** The topology as one interactive page without outside references. */
    fun toHtml(): String = native.toHtml()

    override fun toString(): String = native.describe()

    companion object {
        /** Reads what [toJson] wrote. Throws [NetwardenException.Malformed] with the place and what is wrong there. */
        fun fromJson(text: String): Topology = Topology(guarded { NativeTopology.fromJson(text) })
    }
}

/** `core1 Gi1/0/1 ── dist2 Te1/1  confirmed, 0.998` */
val Link.text: String get() = nativeLinkText(this)

/** Several lines for people. */
val Explanation.text: String get() = nativeExplanationText(this)
