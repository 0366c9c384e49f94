package io.netwarden

import java.time.Duration

/** The nouns that cross as text, checked and written as the library writes them. */
object Value {
    /** The canonical text of an object identifier, such as `1.3.6.1.2.1.1.5.0`. */
    fun oid(text: String): String = guarded { nativeOid(text) }

    /** The canonical text of a MAC address, such as `00:1e:58:a3:2f:cd`. */
    fun mac(text: String): String = guarded { nativeMac(text) }
}

/** Octets as an agent sent them. Two are equal where their content is. */
class Octets(internal val bytes: ByteArray) {
    /** The octets of a text in UTF-8. */
    constructor(text: String) : this(text.encodeToByteArray())

    /** How many there are. */
    val size: Int get() = bytes.size

    /** The octets as an array of their own. */
    fun toByteArray(): ByteArray = bytes.copyOf()

    override fun equals(other: Any?): Boolean = other is Octets && bytes.contentEquals(other.bytes)

    override fun hashCode(): Int = bytes.contentHashCode()

    /** The text where they are text, else hexadecimal (`00 1e 58`). */
    override fun toString(): String = SnmpValue.OctetString(this).text
}

/** The type, or which exception it is: `counter64`, `no-such-object`, …; the same word in every language. */
val SnmpValue.type: String
    get() = when (this) {
        is SnmpValue.Integer -> "integer"
        is SnmpValue.OctetString -> "octet-string"
        is SnmpValue.Null -> "null"
        is SnmpValue.ObjectId -> "object-id"
        is SnmpValue.IpAddress -> "ip-address"
        is SnmpValue.Counter32 -> "counter32"
        is SnmpValue.Gauge32 -> "gauge32"
        is SnmpValue.TimeTicks -> "time-ticks"
        is SnmpValue.Opaque -> "opaque"
        is SnmpValue.Counter64 -> "counter64"
        is SnmpValue.NoSuchObject -> "no-such-object"
        is SnmpValue.NoSuchInstance -> "no-such-instance"
        is SnmpValue.EndOfMibView -> "end-of-mib-view"
    }

/** The content for people: octets are their text where they are text, else hexadecimal (`00 1e 58`). */
val SnmpValue.text: String get() = guarded { nativeValueText(this) }

/** Whether this is `noSuchObject`, `noSuchInstance` or `endOfMibView`. */
val SnmpValue.isException: Boolean
    get() = this is SnmpValue.NoSuchObject || this is SnmpValue.NoSuchInstance || this is SnmpValue.EndOfMibView

/** The time as a duration. */
val SnmpValue.TimeTicks.duration: Duration get() = Duration.ofMillis(value.toLong() * 10)
