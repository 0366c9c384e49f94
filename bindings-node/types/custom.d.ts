import type { Delivery, InputField, InputType, Registered, Status } from './data.js'

/** What a check or a notifier asks for: one field of its form. */
export interface Field {
  /** The name by which the input is given. */
  readonly id: string
  /** What it takes; a text. A secret is given by the name under which `secrets` has it. */
  readonly kind?: InputType
  /** What people read above the field. */
  readonly title?: string
  /** What people read beside it. */
  readonly description?: string
  /** What a choice may be. */
  readonly options?: readonly string[]
  /** Whether it must be filled in; false. */
  readonly required?: boolean
}

/** What a check or a notifier says of itself. */
export interface AboutOptions {
  /** What people call it. */
  readonly title?: string
  /** What it does. */
  readonly description?: string
  /** What it asks for. */
  readonly fields?: readonly Field[]
}

/** What a check or a notifier is given. */
export interface Ask {
  /** What is checked or told of, for people. */
  readonly target: string
  /** How long it may take; then it is given up. */
  readonly timeoutMs: number
  /** What was filled in, by the ids of the form; a secret stands in it as it is. */
  readonly input: Readonly<Record<string, string | number | boolean>>
}

/** What a check of the program's own found. */
export interface Answer {
  /** What it is. */
  readonly status: Status
  /** A sentence for people. */
  readonly summary?: string
  /** What it measured, as a monitoring plugin writes it: `open=180s;60;120`. */
  readonly perfdata?: string
  /** What is good to know. */
  readonly facts?: Readonly<Record<string, string>>
}

/** What people are told. */
export interface Notice {
  /** In a few words. */
  readonly title: string
  /** All that is to be said. */
  readonly text?: string
}

/** How a notice is told. */
export interface NotifyOptions {
  /** What the notifier asks for, by the ids of its form. */
  readonly input?: Readonly<Record<string, string | number | boolean | { readonly secret: string }>>
  /** Secrets by the names under which the input asks for them. */
  readonly secrets?: Readonly<Record<string, string>>
  /** How long it may take; 10 s. */
  readonly timeoutMs?: number
  /** Ends it. */
  readonly signal?: AbortSignal
}

/**
 * The checks and the notifiers that a program brings. What one throws makes the result UNKNOWN, or the delivery failed; what
 * takes longer than its time is given up. One that blocks the event loop blocks the program.
 */
export class Registry {
  constructor()
  /** Registers a check, enabled. Throws `invalid` where the name is taken or the form is wrong. */
  addCheck(name: string, check: (ask: Ask) => Answer | Promise<Answer>, options?: AboutOptions): void
  /** Registers a notifier, enabled. Throws as `addCheck`. */
  addNotifier(name: string, notifier: (ask: Ask, notice: Notice) => void | Promise<void>, options?: AboutOptions): void
  /** The checks, by their names. */
  checks(): readonly Registered[]
  /** The notifiers, by their names. */
  notifiers(): readonly Registered[]
  /** Lets a check be used, or not: attempts are UNKNOWN then. Whether there is one. */
  enableCheck(name: string, enabled: boolean): boolean
  /** Lets a notifier be used, or not: nothing is delivered then. Whether there is one. */
  enableNotifier(name: string, enabled: boolean): boolean
  /** Forgets a check. Whether there was one. */
  removeCheck(name: string): boolean
  /** Forgets a notifier. Whether there was one. */
  removeNotifier(name: string): boolean
  /** What a check asks for, as JSON Schema. */
  checkSchema(name: string): object | undefined
  /** What a notifier asks for, as JSON Schema. */
  notifierSchema(name: string): object | undefined
  /** Tells a notice by the notifier `name`. One that fails is a delivery with its reason. Rejects with `invalid` where there is none. */
  notify(name: string, notice: Notice, options?: NotifyOptions): Promise<Delivery>
}
