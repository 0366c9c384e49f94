package io.netwarden

/**
 * One agent and the right to ask it: over the network, out of a recording, or in memory.
 *
 * Names are object identifiers. Cancelling the coroutine of a call ends it. Every call throws
 * [NetwardenException.Refused] where the agent refuses, and [NetwardenException.TimedOut],
 * [NetwardenException.Unreachable] or [NetwardenException.Malformed] where there is no answer at all.
 */
class Session internal constructor(private val native: NativeSession) : AutoCloseable {
    /** What the agent is called in messages: its address, or its name. */
    val target: String by lazy { native.target() }

    /** Gets these variables, in this order; one that the agent does not have comes with an exception as its value. */
    suspend fun get(names: List<String>): List<VarBind> = guarded { native.get(names) }

    /** The same of a few. */
    suspend fun get(vararg names: String): List<VarBind> = get(names.asList())

    /** Gets the variable that follows each of these. */
    suspend fun getNext(names: List<String>): List<VarBind> = guarded { native.getNext(names) }

    /** The same of a few. */
    suspend fun getNext(vararg names: String): List<VarBind> = getNext(names.asList())

    /**
     * Gets the one variable that follows each of the first [nonRepeaters] names, and up to [maxRepetitions] that follow
     * each of the others (RFC 3416 §4.2.3). In v1 it is [getNext].
     */
    suspend fun getBulk(names: List<String>, nonRepeaters: UInt = 0u, maxRepetitions: UInt = 10u): List<VarBind> =
        guarded { native.getBulk(names, nonRepeaters, maxRepetitions) }

    /** Reads everything below [root]; the result says whether that is all, and if not why. */
    suspend fun walk(root: String, options: WalkOptions = WalkOptions()): WalkedColumn =
        guarded { native.walkColumns(listOf(root), options) }.first()

    /** Reads everything below each root, side by side in the same requests. */
    suspend fun walkColumns(roots: List<String>, options: WalkOptions = WalkOptions()): List<WalkedColumn> =
        guarded { native.walkColumns(roots, options) }

    /**
     * Reads a table, or a group of scalars, as typed rows: `session.table(IfXEntry)`.
     *
     * Throws [NetwardenException.Invalid] for a table that is not among [Mib.names].
     */
    suspend fun <Row> table(table: TableType<Row>): TableRead<Row> =
        TableRead(guarded { native.table(table.name) }, table::of)

    /** The same by name, such as `IF-MIB::ifXTable`. */
    suspend fun table(table: String): TableRead<RowReader> = TableRead(guarded { native.table(table) }) { it }

    /** Lets go of the agent; what is under way goes on. */
    override fun close() = native.close()

    override fun toString(): String = "<Session $target>"

    companion object {
        /** Answers as the agent did that a file, or a folder of several, recorded; [device] names one of several. */
        fun recorded(path: String, device: String? = null): Session =
            Session(guarded { NativeSession.recorded(path, device) })

        /**
         * Asks a device of a network of the gallery ([Sim.names]) directly, without sockets.
         *
         * What is silence on a network is [NetwardenException.TimedOut] at once.
         */
        fun simulated(network: String, device: String, credential: Community = Community("public")): Session =
            Session(guarded { NativeSession.simulated(network, device, credential.native) })
    }
}
