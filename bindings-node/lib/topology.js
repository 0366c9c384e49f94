import { inspect } from 'node:util'

import native from '../native.cjs'
import { given } from './devices.js'
import { guard } from './error.js'
import { Drawing } from './export.js'

/** The native half of a topology, for calls that take one. */
export let nativeOf

/** The inferred network. What it holds is read from the library on first use and kept. */
export class Topology {
  #native
  #kept = {}

  constructor(made) {
    if (!(made instanceof native.Topology)) throw new TypeError('use site.topology() or Topology.fromJson(text)')
    this.#native = made
  }

  static {
    nativeOf = (topology) => topology.#native
  }

  static infer(devices, { strategy, hide } = {}) {
    return new Topology(guard(() => native.Topology.infer(given(devices), strategy, hide && [...hide])))
  }

  static fromJson(text) {
    return new Topology(guard(() => native.Topology.fromJson(text)))
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

  segmentsOf(node) {
    return this.#native.segmentsOf(node)
  }

  explain(a, b) {
    return this.#native.explain(a, b) ?? undefined
  }

  whyNot(a, b) {
    return guard(() => this.#native.whyNot(a, b))
  }

  path(a, b, { vlan } = {}) {
    return this.#native.path(a, b, vlan)
  }

  contradictions() {
    return this.#native.contradictions()
  }

  singlePointsOfFailure() {
    return this.#native.singlePointsOfFailure()
  }

  upstreamOf(station, device) {
    return guard(() => this.#native.upstreamOf(station, device))
  }

  dependentsOf(station, device) {
    return guard(() => this.#native.dependentsOf(station, device))
  }

  dependencies(station) {
    return guard(() => this.#native.dependencies(station))
  }

  whatIf(supposed, { station } = {}) {
    const list = Symbol.iterator in supposed ? [...supposed] : [supposed]
    return guard(() => this.#native.whatIf(list, station))
  }

  diff(after, { removed = [] } = {}) {
    return this.#native.diff(after.#native, [...removed])
  }

  toJson({ pretty = false } = {}) {
    return guard(() => this.#native.toJson(pretty))
  }

  toDot() {
    return this.#native.toDot()
  }

  toGraphml() {
    return this.#native.toGraphml()
  }

  toMermaid() {
    return this.#native.toMermaid()
  }

  devicesCsv() {
    return this.#native.devicesCsv()
  }

  portsCsv() {
    return this.#native.portsCsv()
  }

  linksCsv() {
    return this.#native.linksCsv()
  }

  save(path) {
    guard(() => this.#native.save(path))
  }

  toSvg() {
    return this.#native.toSvg()
  }

  toHtml() {
    return this.#native.toHtml()
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
