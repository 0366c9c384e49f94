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
  /**
   * The chart as a PNG file, `scale` pixels to one of the chart; `auto` is light there. Rejects with `invalid` where `scale` is no
   * number above 0, or the picture would be too large; the message says which scale would do.
   */
  toPng(options?: { readonly scale?: number }): Promise<Uint8Array>
}

/** What can be chosen about charts of a page. */
export interface ChartsOptions {
  /** Most steps of each, 12 to 5,000; 288, which are five minutes of a day. */
  readonly steps?: number
  /** How long all may be together, in octets of the page; 16,000,000. */
  readonly mostOctets?: number
  /** The clock of the charts of `traffic`, in minutes east of UTC; 0. */
  readonly utcOffsetMinutes?: number
}

/**
 * Charts of ports and devices, which an interactive page shows where one is clicked. The page carries them itself: of a port in
 * both directions a day in 288 steps takes about 1.5 kB, twice as much where the greatest values of the steps differ from the
 * averages. Charts that would pass the limit are left out, and the page says so.
 */
export class Charts {
  constructor(options?: ChartsOptions)
  /** Adds the traffic of a port, by the id of its node and its name: in above, out below, with the 95th percentile. */
  traffic(device: string, port: string, inward: Columns, outward: Columns): void
  /** Adds a chart of a port. Several are shown one below the other. */
  port(device: string, port: string, plot: Plot): void
  /** Adds a chart of a device, by the id of its node. */
  device(device: string, plot: Plot): void
  /** How many there are. */
  readonly size: number
  /** By how many octets they make the page longer. */
  readonly octets: number
  /** How many were left out, since the page would have become too long. */
  readonly leftOut: number
}
