package io.netwarden

/**
 * The traffic of ports, for the colours of a drawing. A port without a rate is shown as unknown, and never as idle.
 */
class Load private constructor(internal val native: NativeLoad) {
    /** Of no port. */
    constructor() : this(NativeLoad())

    /** The ports; of several that are the same the last counts. */
    val ports: List<PortLoad> by lazy { native.ports() }

    /**
     * This load and the traffic of a port that something else measured, in bit/s. [device] is the id of its node. Its part
     * of the speed is told by the speed of the link, where that is known.
     */
    fun withPort(device: String, port: String, inBps: Double, outBps: Double): Load =
        Load(native.withPort(device, port, inBps, outBps))

    override fun toString(): String = "<Load of ${ports.size} ports>"

    companion object {
        /** From the rates between two discoveries. */
        suspend fun between(earlier: Site, later: Site): Load =
            beside { Load(NativeLoad.between(earlier.native, later.native)) }

        /** From the rates between two polls. */
        suspend fun ofPoll(earlier: PollBatch, later: PollBatch): Load =
            beside { Load(NativeLoad.ofPoll(earlier.native, later.native)) }
    }
}

/**
 * A drawing of a topology: what is folded, coloured and pinned.
 *
 * [title] stands above it, and is the page's. [theme] is the ground: [Theme.AUTO] is as the program that shows it prefers,
 * and light in PNG. [fold] says how devices are put together into groups: by [sites] or [sitesOf] where there are any, else
 * [Fold.AUTO], which folds above sixty switches and routers. [positions] puts cards where people have put them, by the id of
 * a node, segment or group, as an interactive page saves it; all others are laid out around those. [sites] is the site of
 * each device by the id of its node; [sitesOf] is a site whose devices say their location. [load] colours links by what they
 * carry. [charts] are shown by the page where a device or a link is clicked. [fonts] are TTF or OTF files for characters that the built-in font of PNG lacks, which has Latin, Greek and
 * Cyrillic. It is made in a thread of [kotlinx.coroutines.Dispatchers.Default].
 */
class Drawing(
    topology: Topology,
    val title: String? = null,
    theme: Theme = Theme.AUTO,
    fold: Fold? = null,
    positions: Map<String, Position> = emptyMap(),
    sites: Map<String, String>? = null,
    sitesOf: Site? = null,
    load: Load? = null,
    charts: Charts? = null,
    fonts: List<ByteArray> = emptyList(),
) {
    private val native =
        NativeDrawing(topology.native, title, theme, fold, positions, sites, sitesOf?.native, load?.native, charts?.native, fonts)

    /** The drawing in SVG: no script, no font, no other file. Groups are closed. */
    suspend fun toSvg(): String = beside { native.toSvg() }

    /** The drawing as one interactive page without outside references. Groups open where they are clicked. */
    suspend fun toHtml(): String = beside { native.toHtml() }

    /**
     * The drawing as a PNG file, [scale] pixels to one of the drawing: 1 is for screens, 2 for dense screens and print.
     *
     * Throws [NetwardenException.Invalid] where [scale] is no number above 0, where the picture would have a side of more than
     * 32,000 pixels or more than 100 million pixels in all, and where the library was built without the feature `png`.
     */
    suspend fun toPng(scale: Float = 1f): ByteArray = beside { native.toPng(scale) }

    override fun toString(): String = "<Drawing ${title ?: "without a title"}>"
}
