import type { Model, ModelFault, Ownership } from './data.js'
import type { Site } from './inventory.js'
import type { Topology } from './topology.js'

/** A topology with models laid over it. */
export interface Applied {
  /** The topology, in canonical order. */
  readonly topology: Topology
  /** What of the models could not be applied. */
  readonly faults: readonly ModelFault[]
}

/** Several models side by side, each by its name; their order is that in which they came. */
export class Models {
  /** None. */
  constructor()
  /** Reads what `toJson` or a person wrote, by the schema in docs/schema/model.schema.json. Throws `malformed` with the place. */
  static fromJson(text: string): Models
  /** The names of the models. */
  readonly names: readonly string[]
  /** The model of that name; a copy. */
  get(name: string): Model | undefined
  /** Adds a model, in place of one of the same name. Throws `invalid` where a field is missing or of a wrong type. */
  put(model: Model): void
  /** Takes a model away; whether there was one of that name. */
  remove(name: string): boolean
  /**
   * Throws `invalid` with the place where a model makes no sense by itself: an empty name, two devices of one id, a cable from
   * a device to itself, a device in a rack where another one is.
   */
  check(): void
  /**
   * Lays the models of these names over a topology, in this order; what one adds the next may use.
   *
   * Devices that are there get the name, kind, addresses and ports given; others are added, not polled. A cable that is there
   * gets the model as a reason; one that is not is added as confirmed, and where an inferred one ends at the same port each
   * contradicts the other. Then what is hidden goes, with all that hangs on it. Rejects with `invalid` for a name that no model has.
   */
  apply(names: Iterable<string>, topology: Topology): Promise<Applied>
  /** The models as JSON for people to read and edit. Throws as `check` does: what is written can be read. */
  toJson(): string
  toString(): string
}

/** The views of several collectors as one. */
export interface Merged {
  /** All devices, each once, as it was seen last. */
  readonly site: Site
  /** Who sees each device, by id. */
  readonly owners: readonly Ownership[]
}

/**
 * What several collectors see, each by name, and who sees what. A device belongs to every collector that sees it. One that
 * vanishes from the view of a collector is removed for that collector only; it is gone once nobody sees it. Calls take their
 * turn: each sees what those before it have done.
 */
export class Collectors {
  /** Nobody sees anything. */
  constructor()
  /** Reads what `toJson` wrote. Rejects with `malformed` with line and column. */
  static fromJson(text: string): Promise<Collectors>
  /** The names of the collectors, sorted. */
  names(): Promise<readonly string[]>
  /**
   * Takes over what a collector sees now. Devices that it saw before and does not see any more are removed for it, but not
   * those that it tried in vain: they stay as they were. Returns the ids, in the merged site, of devices that nobody sees any
   * more.
   */
  set(collector: string, site: Site): Promise<readonly string[]>
  /** Forgets a collector and what only it saw. Returns the ids of devices that nobody sees any more. */
  remove(collector: string): Promise<readonly string[]>
  /**
   * What all see, as one site: of a device that several see, what was seen last. Two devices that bear one id, as where
   * networks use the same addresses, get the name of the collector in front: `north/10.0.0.1`.
   */
  merged(): Promise<Merged>
  /** What each collector sees as one line of JSON, to go on from later. */
  toJson(): Promise<string>
  toString(): string
}
