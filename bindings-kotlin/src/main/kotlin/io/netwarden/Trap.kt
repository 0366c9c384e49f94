package io.netwarden

import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow

/**
 * Receives the traps and informs of devices: SNMPv1, v2c and v3, over IPv4 and IPv6.
 *
 * Informs are acknowledged at once. Nothing that arrives ends it: what is malformed, denied or too much is counted.
 */
class TrapListener private constructor(private val native: NativeTrapListener) : AutoCloseable {
    /** Where it listens. */
    val addresses: List<String> by lazy { native.addresses() }

    /** The `snmpEngineID` by which informs of v3 address it; `null` without users. */
    val engineId: Octets? by lazy { native.engineId() }

    /** What was received, and what became of it. */
    fun statistics(): TrapStatistics = native.statistics()

    /** The next notification, in the order of arrival; `null` once the listener was closed. */
    suspend fun next(): Notification? = guarded { native.next() }

    /** The notifications as a flow, which ends when the listener is closed. */
    fun notifications(): Flow<Notification> = flow {
        while (true) emit(next() ?: break)
    }

    /**
     * Waits for a notification, and then until none came for [quietMs], or for ten times as long at most: one cut cable
     * is told by several devices. With [topology] the result names the cables. `null` once the listener was closed.
     */
    suspend fun nextChanges(quietMs: ULong = 2000u, topology: Topology? = null): Changes? =
        guarded { native.nextChanges(quietMs, topology?.native) }

    /** Whether the listener was closed. */
    val closed: Boolean get() = native.isShut()

    /** Closes the sockets; who waits gets `null`. */
    override fun close() = native.shut()

    companion object {
        /**
         * Opens the sockets and begins to listen. Of SNMPv3, notifications of [users] are accepted, from any engine, at
         * exactly the level that their passwords give.
         */
        suspend fun start(
            options: TrapListenerOptions = TrapListenerOptions(),
            users: List<UsmUser> = emptyList(),
        ): TrapListener = TrapListener(guarded { NativeTrapListener.start(users.map { it.native }, options) })
    }
}

/** Notifications without a listener. */
object Trap {
    /** Reads a datagram of SNMPv1 or v2c that came from [source], for a program that has a socket of its own. */
    fun read(datagram: ByteArray, source: String): Notification = guarded { nativeReadNotification(datagram, source) }
}

/** What it says, in a sentence: `linkDown of Gi1/0/3 from 10.0.0.2`. */
val Notification.text: String get() = nativeNotificationText(this)
