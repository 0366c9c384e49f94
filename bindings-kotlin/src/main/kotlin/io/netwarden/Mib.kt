package io.netwarden

import java.time.Duration

/**
 * A table as rows.
 *
 * @property name the table: `IF-MIB::ifTable`
 * @property rows the rows, by index, ascending
 * @property complete whether the agent's whole table was read
 * @property reason why not, in words
 * @property faults rows and cells that could not be read; at most 256
 * @property moreFaults faults beyond that number
 */
class TableRead<Row> internal constructor(native: NativeTable, read: (RowReader) -> Row) {
    val name: String = native.name
    val rows: List<Row> = native.fields.withIndex().associate { (at, field) -> field to at }.let { places ->
        native.rows.map { cells -> read(RowReader(places, cells)) }
    }
    val complete: Boolean = native.reason == null
    val reason: String? = native.reason
    val faults: List<RowFault> = native.faults
    val moreFaults: ULong = native.moreFaults

    override fun toString(): String = "<TableRead $name ${rows.size} rows${reason?.let { ", $it" } ?: ""}>"
}

/** A row under its MIB names: its cells, and the same as the types that they are known to have. */
class RowReader internal constructor(private val places: Map<String, Int>, private val cells: List<Cell?>) {
    /** The MIB's names of what a row has: the parts of its index, then its columns. */
    val names: Set<String> get() = places.keys

    /** The cell of that name; `null` where the agent does not have it, or the table no such name. */
    operator fun get(name: String): Cell? = places[name]?.let(cells::get)

    /** A number of at most 32 bits. */
    fun long(name: String): Long? = (this[name] as? Cell.Integer)?.value

    /** A number of 31 bits and a sign. */
    fun int(name: String): Int? = long(name)?.toInt()

    /** A number of 32 bits. */
    fun uint(name: String): UInt? = long(name)?.toUInt()

    /** A 64-bit counter. */
    fun count(name: String): ULong? = (this[name] as? Cell.Counter64)?.value

    /** Text, and what is written as text: addresses, object identifiers, bridge ids. */
    fun text(name: String): String? = (this[name] as? Cell.Text)?.value

    /** Octets. */
    fun octets(name: String): Octets? = (this[name] as? Cell.Octets)?.value

    /** A time. */
    fun ticks(name: String): Duration? = (this[name] as? Cell.TimeTicks)?.value
}

/** A table whose rows have a type: the companions of the classes in `io.netwarden.mib`. */
abstract class TableType<Row>(internal val name: String) {
    internal fun of(row: RowReader): Row = read(row)

    protected abstract fun read(row: RowReader): Row
}

/** Tables by their names, with rows under MIB names. */
object Mib {
    /** The names of all tables that are read as rows, such as `IF-MIB::ifTable`. */
    fun names(): List<String> = nativeTableNames()

    /**
     * The rows of [table] that are among [varbinds], which may come in any order and mixed with others.
     *
     * Throws [NetwardenException.Invalid] for a table that is not among [names].
     */
    fun read(table: String, varbinds: List<VarBind>): TableRead<RowReader> =
        TableRead(guarded { nativeReadRows(table, varbinds) }) { it }

    /** The same with typed rows. */
    fun <Row> read(table: TableType<Row>, varbinds: List<VarBind>): TableRead<Row> =
        TableRead(guarded { nativeReadRows(table.name, varbinds) }, table::of)
}
