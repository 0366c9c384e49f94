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

    /**
     * Sets these variables, all or none, and returns them as the agent confirms them.
     *
     * A request that is not answered is sent again, and the agent may carry it out once more. That is harmless for a value
     * that says what shall be; for one that does something each time take a session with `retries = 0u`.
     *
     * Throws [NetwardenException.Refused] with the status and the variable, and nothing was set;
     * [NetwardenException.Unconfirmed] where no readable answer came: it may have been set, read it back;
     * [NetwardenException.Invalid] before anything is sent where there is nothing to set or a value is none.
     */
    suspend fun set(variables: List<VarBind>): List<VarBind> = guarded { native.set(variables) }

    /** The same of a few. */
    suspend fun set(vararg variables: VarBind): List<VarBind> = set(variables.asList())

    /**
     * Brings the port of that name (`ifName`, else `ifDescr`) up or takes it down, and looks whether it is so then.
     *
     * A port is not taken down where the device is reached through it, or where that cannot be told
     * ([NetwardenException.Protected]), unless [OrderOptions.force] says so. An order that was given but is not seen done is
     * no exception: [OrderReport.outcome] says so.
     */
    suspend fun setIfAdminStatus(port: String, status: AdminStatus, options: OrderOptions = OrderOptions()): OrderReport =
        guarded { native.setIfAdminStatus(NativePort.Name(port), status, options) }

    /** The same of the port with that `ifIndex`. */
    suspend fun setIfAdminStatus(port: UInt, status: AdminStatus, options: OrderOptions = OrderOptions()): OrderReport =
        guarded { native.setIfAdminStatus(NativePort.Index(port), status, options) }

    /** Through which ports the device is reached, as far as it shows that; of [options] only the addresses count. */
    suspend fun managementPath(options: OrderOptions = OrderOptions()): ManagementPath =
        guarded { native.managementPath(options) }

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

    /**
     * Visits the agent as a discovery would, and under the id that one would give it: its address, or else [target].
     *
     * With [onlyInterfaces], only the `system` group and the interfaces with their counters are read: what rates need of a later
     * moment. What could not be obtained is in `coverage`, with the reason.
     */
    suspend fun collect(onlyInterfaces: Boolean = false, options: CollectOptions = CollectOptions()): DeviceSnapshot =
        guarded { native.collect(onlyInterfaces, options) }

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
         * What is silence on a network is [NetwardenException.TimedOut] at once. The device takes orders in the community
         * [writeCommunity].
         */
        fun simulated(
            network: String,
            device: String,
            credential: Community = Community("public"),
            writeCommunity: String? = null,
        ): Session = Session(guarded { NativeSession.simulated(network, device, credential.native, writeCommunity) })

        /** The same of a world. */
        fun simulated(
            world: World,
            device: String,
            credential: Community = Community("public"),
            writeCommunity: String? = null,
        ): Session = Session(guarded { NativeSession.ofWorld(world.native, device, credential.native, writeCommunity) })

        /** Answers as an agent of that name with these variables, in any order, such as those of [World.recording]. */
        fun ofVariables(name: String, variables: List<VarBind>): Session =
            Session(guarded { NativeSession.ofVariables(name, variables) })
    }
}

/** What an order did, for people: `sw1: Gi1/0/3 (ifIndex 10103) taken down; …`. */
val OrderReport.text: String get() = nativeOrderText(this)
