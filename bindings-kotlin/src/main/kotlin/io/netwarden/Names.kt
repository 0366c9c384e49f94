package io.netwarden

/**
 * Names of objects and of their values: those of the tables that this library reads and of what is near them, and what the
 * user's own MIB files add.
 */
class Names : AutoCloseable {
    private val native = NativeNames()

    /** The modules, by name. */
    val modules: List<String> get() = native.modules()

    /** How many objects have a name. */
    val size: Int get() = native.size().toInt()

    /**
     * The number of a name: `IF-MIB::ifHCInOctets.3`, `ifHCInOctets.3`, `dot1dTpFdbPort.00:1e:58:a3:2f:cd`,
     * `ipAddressIfIndex.ipv4."10.0.0.1"`, `1.3.6.1.2.1.1.5.0`.
     *
     * Throws [NetwardenException.Invalid] where the name is not known, where several modules have it and none is named, or
     * where the index is none.
     */
    fun lookup(name: String): String = guarded { native.lookup(name) }

    /** The name of a number, such as `IF-MIB::ifHCInOctets.3`; `null` where nothing near it has one. */
    fun nameOf(oid: String): String? = guarded { native.nameOf(oid) }

    /** What is known of an object, by its name or its number or those of one of its instances. */
    fun describe(name: String): ObjectInfo? = guarded { native.describe(name) }

    /** A value of that object for people, with the names of its numbers: `lowerLayerDown(7)`. */
    fun show(name: String, value: SnmpValue): String = guarded { native.show(name, value) }

    /**
     * Adds the names of MIB files (SMIv1 and SMIv2), each a file or a folder of them. What they import from must be among
     * them, but for the modules that define the language; their order does not matter.
     *
     * A fault is [NetwardenException.Malformed] with the file and the line, and nothing is added. With [lenient] what can be
     * understood is taken, and the faults are in the report.
     */
    fun load(vararg paths: String, lenient: Boolean = false): MibReport =
        guarded { native.load(paths.asList(), emptyList(), lenient) }

    /** The same of files that are read already, such as an app's assets. */
    fun load(files: List<MibFile>, lenient: Boolean = false): MibReport =
        guarded { native.load(emptyList(), files, lenient) }

    /** Lets go of the names. */
    override fun close() = native.close()

    override fun toString(): String = "<Names $size objects>"
}
