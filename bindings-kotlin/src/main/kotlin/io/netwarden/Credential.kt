package io.netwarden

/** What proves to an agent that it may answer. */
sealed interface Credential

/**
 * A community, and the version to ask it in.
 *
 * The string is a secret: it never shows.
 */
class Community(community: String, val version: SnmpVersion = SnmpVersion.V2C) : Credential {
    internal val native = NativeCommunity(community, version)

    override fun toString(): String = "Community(version=$version)"
}

/**
 * A user of SNMPv3, and the context to ask in.
 *
 * `auth` is one of md5, sha-1, sha-224, sha-256, sha-384, sha-512; `privacy` one of des, 3des, aes-128, aes-192, aes-256,
 * and aes-192-c, aes-256-c for Cisco's keys alone. Each comes with its password, of eight octets at least. Making a user
 * takes some milliseconds: make it once. The passwords are not kept, and the keys never show.
 *
 * Throws [NetwardenException.Invalid] for a protocol that there is not, and for one without a password.
 */
class UsmUser(
    val name: String,
    auth: String? = null,
    authPassword: String? = null,
    privacy: String? = null,
    privacyPassword: String? = null,
    context: String = "",
) : Credential {
    internal val native = guarded { NativeUsmUser(name, auth, authPassword, privacy, privacyPassword, context) }

    /** How far its messages are protected: noAuthNoPriv, authNoPriv, authPriv. */
    val level: String = native.level()

    override fun toString(): String = "UsmUser(name=$name, level=$level)"
}

internal fun Credential.native(): NativeCredential = when (this) {
    is Community -> NativeCredential.Community(native)
    is UsmUser -> NativeCredential.Usm(native)
}
