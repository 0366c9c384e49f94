import type { Fold, PortLoad, Theme } from './data.js'
import type { Site } from './inventory.js'
import type { Charts } from './plot.js'
import type { PollBatch } from './poll.js'
import type { Topology } from './topology.js'

/** The traffic of ports, for the colours of a drawing. A port without a rate is shown as unknown, and never as idle. */
export class Load {
  /** Of no port. */
  constructor()
  /** From the rates between two discoveries. */
  static between(earlier: Site, later: Site): Promise<Load>
  /** From the rates between two polls. */
  static ofPoll(earlier: PollBatch, later: PollBatch): Promise<Load>
  /** The ports; of several that are the same the last counts. */
  readonly ports: readonly PortLoad[]
  /**
   * This load and the traffic of a port that something else measured, in bit/s. `device` is the id of its node. Its part of
   * the speed is told by the speed of the link, where that is known.
   */
  withPort(device: string, port: string, inBps: number, outBps: number): Load
  toString(): string
}

/** What can be chosen about a drawing. */
export interface DrawingOptions {
  /** A title above the drawing, and of the page; none. */
  readonly title?: string
  /** The ground; `auto`, which is as the program that shows it prefers, and light in PNG. */
  readonly theme?: Theme
  /** How devices are put together into groups: by `sites` where there are any, else `auto`, which folds above sixty switches and routers. */
  readonly fold?: Fold
  /**
   * Places where people have put cards, as `[x, y]` by the id of a node, segment or group, as an interactive page saves it;
   * all others are laid out around those.
   */
  readonly positions?: Readonly<Record<string, readonly [number, number]>>
  /** The site of each device by the id of its node, or a site whose devices say their location. */
  readonly sites?: Readonly<Record<string, string>> | Site
  /** Colours links by what they carry. */
  readonly load?: Load
  /** Charts that the page shows where a device or a link is clicked. */
  readonly charts?: Charts
  /** TTF or OTF files for characters that the built-in font of PNG lacks, which has Latin, Greek and Cyrillic. */
  readonly fonts?: readonly Uint8Array[]
}

/** A drawing of a topology: what is folded, coloured and pinned. It is made beside the event loop. */
export class Drawing {
  /** Throws `invalid` for an unknown word. */
  constructor(topology: Topology, options?: DrawingOptions)
  /** The drawing in SVG: no script, no font, no other file. Groups are closed. */
  toSvg(): Promise<string>
  /** The drawing as one interactive page without outside references. Groups open where they are clicked. */
  toHtml(): Promise<string>
  /**
   * The drawing as a PNG file, `scale` pixels to one of the drawing: 1 is for screens, 2 for dense screens and print. Rejects with `invalid` where `scale` is no number above 0, or the picture would have a side
   * of more than 32,000 pixels or more than 100 million pixels in all; the message says which scale would do.
   */
  toPng(options?: { readonly scale?: number }): Promise<Uint8Array>
}
