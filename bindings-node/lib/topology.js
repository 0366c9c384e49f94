import { inspect } from 'node:util'

import native from '../native.cjs'
import { given } from './devices.js'
import { guarded } from './error.js'
import { Drawing } from './export.js'

/** The native half of a topology, for calls that take one. */
export let nativeOf

/** The options of an inference as the native half takes them. */
export const chosen = ({ strategy, hide, cables } = {}) => ({
  strategy,
  hide: hide && [...hide],
  cables: cables && Array.from(cables, (model) => JSON.stringify(model)),
})

/** The inferred network. What it holds is read from the library on first use and kept. */
export class Topology {
  #native
  #kept = {}

  constructor(made) {
    if (!(made instanceof native.Topology)) throw new TypeError('use await site.topology() or await Topology.fromJson(text)')
    this.#native = made
  }

  static {
    nativeOf = (topology) => topology.#native
  }

  static async infer(devices, options) {
    return new Topology(await guarded(() => native.Topology.infer(given(devices), chosen(options))))
  }

  static async fromJson(text) {
    return new Topology(await guarded(() => native.Topology.fromJson(text)))
  }

  get nodes() {
    return (this.#kept.nodes ??= Object.freeze(this.#native.nodes()))
  }

  get links() {
    return (this.#kept.links ??= Object.freeze(this.#native.links()))
  }

  get segments() {
    return (this.#kept.segments ??= Object.freeze(this.#native.segments()))
  }

  get unused() {
    return (this.#kept.unused ??= Object.freeze(this.#native.unused()))
  }

  get ambiguous() {
    return (this.#kept.ambiguous ??= Object.freeze(this.#native.ambiguous()))
  }

  get subnets() {
    return (this.#kept.subnets ??= Object.freeze(this.#native.subnets()))
  }

  get strategy() {
    return this.#native.strategy()
  }

  node(nameOrId) {
    return this.#native.node(nameOrId) ?? undefined
  }

  linkBetween(a, b) {
    return this.#native.linkBetween(a, b) ?? undefined
  }

  linksBetween(a, b) {
    return this.#native.linksBetween(a, b)
  }

  linksOf(node) {
    return this.#native.linksOf(node)
  }

  uplinks() {
    return this.#native.uplinks()
  }

  segmentsOf(node) {
    return this.#native.segmentsOf(node)
  }

  explain(a, b) {
    return this.#native.explain(a, b) ?? undefined
  }

  whyNot(a, b) {
    return guarded(() => this.#native.whyNot(a, b))
  }

  path(a, b, { vlan } = {}) {
    return guarded(() => this.#native.path(a, b, vlan))
  }

  contradictions() {
    return guarded(() => this.#native.contradictions())
  }

  singlePointsOfFailure() {
    return guarded(() => this.#native.singlePointsOfFailure())
  }

  upstreamOf(station, device) {
    return guarded(() => this.#native.upstreamOf(station, device))
  }

  dependentsOf(station, device) {
    return guarded(() => this.#native.dependentsOf(station, device))
  }

  dependencies(station) {
    return guarded(() => this.#native.dependencies(station))
  }

  whatIf(supposed, { station } = {}) {
    return guarded(() => this.#native.whatIf(Symbol.iterator in supposed ? [...supposed] : [supposed], station))
  }

  diff(after, { removed = [] } = {}) {
    return guarded(() => this.#native.diff(after.#native, [...removed]))
  }

  toJson({ pretty = false } = {}) {
    return guarded(() => this.#native.toJson(pretty))
  }

  toDot() {
    return guarded(() => this.#native.toDot())
  }

  toGraphml() {
    return guarded(() => this.#native.toGraphml())
  }

  toMermaid() {
    return guarded(() => this.#native.toMermaid())
  }

  devicesCsv() {
    return guarded(() => this.#native.devicesCsv())
  }

  portsCsv() {
    return guarded(() => this.#native.portsCsv())
  }

  linksCsv() {
    return guarded(() => this.#native.linksCsv())
  }

  async save(path) {
    await guarded(() => this.#native.save(String(path)))
  }

  toSvg() {
    return guarded(() => this.#native.toSvg())
  }

  toHtml() {
    return guarded(() => this.#native.toHtml())
  }

  toPng(options) {
    return new Drawing(this).toPng(options)
  }

  toString() {
    const [nodes, links, segments] = this.#native.counts()
    return `<Topology ${nodes} nodes, ${links} links, ${segments} segments>`
  }

  [inspect.custom]() {
    return this.toString()
  }
}
