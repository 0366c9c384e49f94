import type {
  Ambiguous,
  Change,
  Contradiction,
  Dependency,
  DeviceSnapshot,
  Element,
  Explanation,
  Link,
  Model,
  NoPath,
  Node,
  Path,
  PortKey,
  Segment,
  SinglePoint,
  Source,
  Strategy,
  Subnet,
  Supposition,
  Unused,
  WhatIf,
  WhyNot,
} from './data.js'
import type { Site } from './inventory.js'

/**
 * The inferred network: devices, the cables between them, shared segments, and what did not fit.
 * The order of every list is canonical: the same evidence in any order gives the same topology.
 *
 * What looks up is there at once: lists, nodes, links, and why there is one (`explain`). What may take long in a network of
 * thousands of devices is worked out beside the event loop, and is a promise: inferring, all other questions, drawing and
 * writing.
 */
export class Topology {
  private constructor()
  /** The network that these devices describe: those of a site, or of several, as the sites have them. */
  static infer(devices: Site | Iterable<DeviceSnapshot>, options?: TopologyOptions): Promise<Topology>
  /** Reads what `toJson` wrote. Rejects with `malformed` with the place and what is wrong there. */
  static fromJson(text: string): Promise<Topology>
  /** Devices: polled ones, neighbors that were heard of, hosts that were only seen. */
  readonly nodes: readonly Node[]
  /** Cables with two ends, redundant blocked ones included. */
  readonly links: readonly Link[]
  /** Media with more than two members: a hub, an unmanaged switch, a radio cell. */
  readonly segments: readonly Segment[]
  /** Statements that no link uses, each with the reason. */
  readonly unused: readonly Unused[]
  /** Keys that should identify one device and that several have, with who they are. */
  readonly ambiguous: readonly Ambiguous[]
  /** IP subnets of the polled devices, by prefix: who is in them, and by whom they are left. */
  readonly subnets: readonly Subnet[]
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
  /**
   * The ports of polled devices from which a cable leads to another device that is no host, printer, telephone or access
   * point: as `ports` of a selection, "all uplinks". Sorted.
   */
  uplinks(): readonly PortKey[]
  /** The shared media that a node is on, given by name or id. */
  segmentsOf(node: string): readonly Segment[]
  /** Why these two nodes, given by name or id, are joined: by their best link, else by the medium that both are on. */
  explain(a: string, b: string): Explanation | undefined
  /**
   * Why `a` and `b` are not cabled, or that they are: what speaks for it and against it, what is not known, and how they
   * are connected instead. Each is a device by name or id, or a port such as `core1 Gi1/0/1`. Rejects with `invalid` where there
   * is no such device or port, and where both are one device.
   */
  whyNot(a: string, b: string): Promise<WhyNot>
  /**
   * The way that frames take from `a` to `b`, given by name or id, over links that are not blocked, and the ways that are
   * left if it fails; or why there is none. With `vlan`, links that are known to carry others only are not used before the
   * first router. `'hops' in way` tells the two apart.
   */
  path(a: string, b: string, options?: { readonly vlan?: number }): Promise<Path | NoPath>
  /** Everything that does not fit together, such as a cable at a port that is down, or an address that two devices have. */
  contradictions(): Promise<readonly Contradiction[]>
  /**
   * Devices, media and links whose loss cuts something off from the largest part of what remains, the worst first. Parallel
   * links, members of an aggregate and links that spanning tree blocks are redundancy.
   */
  singlePointsOfFailure(): Promise<readonly SinglePoint[]>
  /**
   * Everything without which `station` cannot reach `device`, both given by name or id, the nearest first. An alert about
   * the device is to be held back while any of these is down. Rejects with `invalid` where there is no such device, or where no
   * chain of links joins the two.
   */
  upstreamOf(station: string, device: string): Promise<readonly Element[]>
  /** The devices and hosts that `station` cannot reach without `device`, given by name or id: who is downstream of it. */
  dependentsOf(station: string, device: string): Promise<readonly Element[]>
  /** For every node, in their order, the nearest thing that `station`, given by name or id, cannot reach it without. */
  dependencies(station: string): Promise<readonly Dependency[]>
  /**
   * What follows if all of `supposed` happens, in that order, seen from the device `station` or, without it, from the
   * largest part that remains. Rejects with `invalid` for a device, port, link, aggregate or segment that is not there.
   */
  whatIf(supposed: Supposition | Iterable<Supposition>, options?: { readonly station?: string }): Promise<WhatIf>
  /**
   * What changed from this topology to `after`, in canonical order. What a device said that does not answer now is not
   * refuted: such links are `unseen`. Those of `removed`, by id, were taken away, and what only they said with them.
   */
  diff(after: Topology, options?: { readonly removed?: Iterable<string> }): Promise<readonly Change[]>
  /** The topology as JSON, on one line or, with `pretty`, indented for people. Equal topologies give equal text. */
  toJson(options?: { readonly pretty?: boolean }): Promise<string>
  /** The topology in Graphviz' language. */
  toDot(): Promise<string>
  /** The topology as GraphML, for yEd, Gephi and others. */
  toGraphml(): Promise<string>
  /** The topology as a flowchart of Mermaid, which Markdown pages of many sites draw. */
  toMermaid(): Promise<string>
  /** One line per device, as CSV (RFC 4180). */
  devicesCsv(): Promise<string>
  /** One line per port, as CSV (RFC 4180). */
  portsCsv(): Promise<string>
  /** One line per link, as CSV (RFC 4180). */
  linksCsv(): Promise<string>
  /**
   * Writes the topology in the format that the name asks for: .html, .svg, .png (two pixels to one of the drawing, one where
   * that would be too large), .json, .mmd or .mermaid, .dot or .gv, .graphml or .csv (links). Rejects with `invalid` for
   * another name.
   */
  save(path: string): Promise<void>
  /** The topology as a drawing. `Drawing` has the choices. */
  toSvg(): Promise<string>
  /** The topology as one interactive page without outside references. `Drawing` has the choices. */
  toHtml(): Promise<string>
  /** The topology as a PNG file: see `Drawing.toPng`. */
  toPng(options?: { readonly scale?: number }): Promise<Uint8Array>
  toString(): string
}

/** How a topology is to be inferred. */
export interface TopologyOptions {
  /** The way to infer; `default`. */
  readonly strategy?: Strategy
  /** Sources of evidence to leave out, as if no device had answered them; none. */
  readonly hide?: Iterable<Source>
  /**
   * Models whose cables are taken as known: neither spanning tree nor forwarding tables are asked where they lead, and what
   * forwarding tables say against them contradicts them. A device is given by its id or else its name. All else that a model
   * says is for `models.apply`.
   */
  readonly cables?: Iterable<Model>
}
