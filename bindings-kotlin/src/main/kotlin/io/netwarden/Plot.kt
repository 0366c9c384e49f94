package io.netwarden

/**
 * A chart of series over time: lines and areas, their gaps, and their figures. Series of `octets/s` are drawn in bit/s. A time
 * without values is hatched, with the reason as its tooltip. It is made in a thread of [kotlinx.coroutines.Dispatchers.Default].
 */
class Plot private constructor(private val native: NativePlot) {
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
}
