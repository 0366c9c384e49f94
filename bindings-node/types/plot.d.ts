import type { Theme } from './data.js'
import type { Columns } from './series.js'

/** What can be chosen about a chart. */
export interface PlotOptions {
  /** In pixels, 320 to 8192; 800. */
  readonly width?: number
  /** In pixels, 160 to 8192; 300. A chart whose legend does not fit becomes higher. */
  readonly height?: number
  /** Draws a dashed line at this percentile of each curve, 0 to 100. */
  readonly percentile?: number
  /** Fills what is between the least and the greatest value within each step. */
  readonly band?: boolean
  /** Draws every second curve downward: in above, out below. */
  readonly mirrored?: boolean
  /** The clock of the axis, in minutes east of UTC; 0. */
  readonly utcOffsetMinutes?: number
  /** The ground; `auto`, which is as the program that shows it prefers. */
  readonly theme?: Theme
}

/**
 * A chart of series over time: lines and areas, their gaps, and their figures. Series of `octets/s` are drawn in bit/s. A time
 * without values is hatched, with the reason as its tooltip. It is made beside the event loop.
 */
export class Plot {
  /** A chart of nothing yet. Throws `invalid` for an unknown theme. */
  constructor(title?: string, options?: PlotOptions)
  /** This chart with one line more. Of more than 14 curves the first 14 are drawn. */
  line(name: string, columns: Columns): Plot
  /** This chart with one line more, filled down to 0. */
  area(name: string, columns: Columns): Plot
  /** A whole SVG document, which needs nothing else and has no script. */
  toSvg(): Promise<string>
}
