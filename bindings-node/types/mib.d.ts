import type { MibReport, ObjectInfo } from './data.js'
import type { TableRows } from './rows.js'
import type { SnmpValue, VarBind } from './value.js'

/** A row, or a cell of a row, that could not be read. */
export interface RowFault {
  /** The MIB's name of the table. */
  readonly table: string
  /** The row's index, dotted. */
  readonly index: string
  /** The MIB's name of the column; without it the index itself is wrong. */
  readonly column?: string
  /** What was found, shortened. */
  readonly found: string
  /** What would be right. */
  readonly expected: string
  /** A sentence for people. */
  readonly text: string
}

/** A cell of a row: text also where it stands for an address, an object identifier or a bridge id; times in hundredths. */
export type Cell = number | bigint | string | Uint8Array

/** A table as rows: objects with the MIB's names, the index among them. A cell that the agent does not have is absent. */
export interface TableRead<Row = Readonly<Record<string, Cell | undefined>>> {
  /** The table: `IF-MIB::ifTable`. */
  readonly name: string
  /** The rows, by index, ascending. */
  readonly rows: readonly Row[]
  /** Whether the agent's whole table was read. */
  readonly complete: boolean
  /** Why not, in words. */
  readonly reason?: string
  /** Rows and cells that could not be read; at most 256. */
  readonly faults: readonly RowFault[]
  /** Faults beyond that number. */
  readonly moreFaults: number
}

/** A MIB file's text, where it is not read from a path. It may have several modules. */
export interface MibFile {
  /** What to call it in messages: its path. */
  readonly name: string
  /** Its text, mostly ASCII. */
  readonly text: string | Uint8Array
}

/**
 * Names of objects and of their values: those of the tables that this library reads and of what is near them, and what the
 * user's own MIB files add.
 */
export class Names {
  constructor()
  /**
   * The number of a name: `IF-MIB::ifHCInOctets.3`, `ifHCInOctets.3`, `dot1dTpFdbPort.00:1e:58:a3:2f:cd`,
   * `ipAddressIfIndex.ipv4."10.0.0.1"`, `1.3.6.1.2.1.1.5.0`. Throws `invalid` where the name is not known, where several
   * modules have it and none is named, or where the index is none.
   */
  lookup(name: string): string
  /** The name of a number, such as `IF-MIB::ifHCInOctets.3`; undefined where nothing near it has one. */
  nameOf(oid: string): string | undefined
  /** What is known of an object, by its name or its number or those of one of its instances. */
  describe(name: string): ObjectInfo | undefined
  /** A value of that object for people, with the names of its numbers: `lowerLayerDown(7)`. */
  show(name: string, value: SnmpValue): string
  /** The modules, by name. */
  readonly modules: readonly string[]
  /** How many objects have a name. */
  readonly size: number
  /**
   * Adds the names of MIB files (SMIv1 and SMIv2), each a file, a folder of them, or a text. What they import from must be
   * among them, but for the modules that define the language; their order does not matter.
   *
   * A fault throws `malformed` with the file and the line, and nothing is added. With `lenient` what can be understood is
   * taken, and the faults are in the report.
   */
  load(files: string | MibFile | Iterable<string | MibFile>, options?: { readonly lenient?: boolean }): MibReport
}

/** Tables by their names, with rows under MIB names. The row types are in `rows.d.ts`. */
export const mib: {
  /** The names of all tables that are read as rows, such as `IF-MIB::ifTable`. */
  names(): string[]
  /**
   * The rows of `table` that are among `varbinds`, which may come in any order and mixed with others. Throws `invalid` for
   * a table that is not among `names()`.
   */
  read<Name extends keyof TableRows>(table: Name, varbinds: Iterable<VarBind>): TableRead<TableRows[Name]>
  read(table: string, varbinds: Iterable<VarBind>): TableRead
}
