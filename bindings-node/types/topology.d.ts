import type { Explanation, Link, Node, Segment, Source, Strategy, Unused } from './data.js'

/**
 * The inferred network: devices, the cables between them, shared segments, and what did not fit.
 * The order of every list is canonical: the same evidence in any order gives the same topology.
 */
export class Topology {
  private constructor()
  /** Reads what `toJson` wrote. Throws `malformed` with the place and what is wrong there. */
  static fromJson(text: string): Topology
  /** Devices: polled ones, neighbors that were heard of, hosts that were only seen. */
  readonly nodes: readonly Node[]
  /** Cables with two ends, redundant blocked ones included. */
  readonly links: readonly Link[]
  /** Media with more than two members: a hub, an unmanaged switch, a radio cell. */
  readonly segments: readonly Segment[]
  /** Statements that no link uses, each with the reason. */
  readonly unused: readonly Unused[]
  /** The strategy that made this: `default`, `stp-segments`. */
  readonly strategy: string
  /** The node of that id, or else of that name, `sysName`, IP or MAC address. */
  node(nameOrId: string): Node | undefined
  /** The best link between two nodes, given by name or id: the strongest, then the surest. */
  linkBetween(a: string, b: string): Link | undefined
  /** All links between two nodes, given by name or id. */
  linksBetween(a: string, b: string): readonly Link[]
  /** The links of a node, given by name or id. */
  linksOf(node: string): readonly Link[]
  /** The shared media that a node is on, given by name or id. */
  segmentsOf(node: string): readonly Segment[]
  /** Why these two nodes, given by name or id, are joined: by their best link, else by the medium that both are on. */
  explain(a: string, b: string): Explanation | undefined
  /** The topology as JSON, on one line or, with `pretty`, indented for people. Equal topologies give equal text. */
  toJson(options?: { readonly pretty?: boolean }): string
  /** The topology in Graphviz' language. */
  toDot(): string
  /** The topology as GraphML, for yEd, Gephi and others. */
  toGraphml(): string
  /** One line per device, as CSV (RFC 4180). */
  devicesCsv(): string
  /** One line per port, as CSV (RFC 4180). */
  portsCsv(): string
  /** One line per link, as CSV (RFC 4180). */
  linksCsv(): string
  /** Writes the topology in the format that the name asks for: .html, .svg, .json, .dot, .gv, .graphml or .csv (links). */
  save(path: string): void
  /** The topology as a drawing. */
  toSvg(): string
  /** The topology as one interactive page without outside references. */
  toHtml(): string
  toString(): string
}

/** How a topology is to be inferred. */
export interface TopologyOptions {
  /** The way to infer; `default`. */
  readonly strategy?: Strategy
  /** Sources of evidence to leave out, as if no device had answered them; none. */
  readonly hide?: Iterable<Source>
}
