package io.netwarden

/** The nouns that cross as text, checked and written as the library writes them. */
object Value {
    /** The canonical text of an object identifier, such as `1.3.6.1.2.1.1.5.0`. */
    fun oid(text: String): String = guarded { nativeOid(text) }

    /** The canonical text of a MAC address, such as `00:1e:58:a3:2f:cd`. */
    fun mac(text: String): String = guarded { nativeMac(text) }
}
