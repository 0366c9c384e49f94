package io.netwarden

/**
 * A chart of series over time: lines and areas, their gaps, and their figures. Series of `octets/s` are drawn in bit/s. A time
 * without values is hatched, with the reason as its tooltip. It is made in a thread of [kotlinx.coroutines.Dispatchers.Default].
 */
class Plot private constructor(internal val native: NativePlot) {
    /**
     * A chart of nothing yet.
     *
     * @param title what stands above it
     * @param width in pixels, 320 to 8192
     * @param height in pixels, 160 to 8192; a chart whose legend does not fit becomes higher
     * @param percentile draws a dashed line at this percentile of each curve, 0 to 100
     * @param band fills what is between the least and the greatest value within each step
     * @param mirrored draws every second curve downward: in above, out below
     * @param utcOffsetMinutes the clock of the axis, in minutes east of UTC
     * @param theme the ground
     */
    constructor(
        title: String = "",
        width: Int = 800,
        height: Int = 300,
        percentile: Double? = null,
        band: Boolean = false,
        mirrored: Boolean = false,
        utcOffsetMinutes: Int = 0,
        theme: Theme = Theme.AUTO,
    ) : this(
        NativePlot(
            NativePlotOptions(
                title, width.coerceAtLeast(0).toUInt(), height.coerceAtLeast(0).toUInt(), percentile, band, mirrored,
                utcOffsetMinutes, theme,
            ),
        ),
    )

    /** With one line more. Of more than 14 curves the first 14 are drawn. */
    fun line(name: String, columns: Columns): Plot = Plot(native.with(name, false, columns.native))

    /** With one line more, filled down to 0. */
    fun area(name: String, columns: Columns): Plot = Plot(native.with(name, true, columns.native))

    /** A whole SVG document, which needs nothing else and has no script. */
    suspend fun toSvg(): String = beside { native.toSvg() }

    /**
     * The chart as a PNG file, [scale] pixels to one of the chart; [Theme.AUTO] is light there.
     *
     * Throws [NetwardenException.Invalid] where [scale] is no number above 0, where the picture would be too large, and where the
     * library was built without the feature `png`.
     */
    suspend fun toPng(scale: Float = 1f): ByteArray = beside { native.toPng(scale) }
}

/**
 * Charts of ports and devices, which an interactive page shows where one is clicked. The page carries them itself: of a port in
 * both directions a day in 288 steps takes about 1.5 kB, twice as much where the greatest values of the steps differ from the
 * averages. Charts that would pass the limit are left out, and the page says so.
 *
 * Each has at most [steps], 12 to 5,000; all have [mostOctets] at most. [utcOffsetMinutes] is the clock of the charts of [traffic],
 * in minutes east of UTC.
 */
class Charts(steps: Int = 288, mostOctets: ULong = 16_000_000uL, utcOffsetMinutes: Int = 0) {
    internal val native = NativeCharts(steps.coerceAtLeast(0).toUInt(), mostOctets, utcOffsetMinutes)

    /** How many there are. */
    val size: Int get() = native.size().toInt()

    /** By how many octets they make the page longer. */
    val octets: ULong get() = native.octets()

    /** How many were left out, since the page would have become too long. */
    val leftOut: Int get() = native.leftOut().toInt()

    /** Adds the traffic of a port, by the id of its node and its name: in above, out below, with the 95th percentile. */
    fun traffic(device: String, port: String, inward: Columns, outward: Columns) =
        native.traffic(device, port, inward.native, outward.native)

    /** Adds a chart of a port. Several are shown one below the other. */
    fun port(device: String, port: String, plot: Plot) = native.port(device, port, plot.native)

    /** Adds a chart of a device, by the id of its node. */
    fun device(device: String, plot: Plot) = native.device(device, plot.native)

    override fun toString(): String = "<Charts $size of ${octets / 1000uL} kB, $leftOut left out>"
}
