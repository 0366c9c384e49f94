package io.netwarden

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/**
 * What can go wrong, grouped by who must act.
 *
 * @property code stable, the same in every language
 * @property retryable whether the same call may succeed later without anybody changing anything
 */
sealed class NetwardenException(message: String, val code: String, val retryable: Boolean = false) : Exception(message) {
    /** The network or the host must act: nothing answered at that address. */
    class Unreachable internal constructor(message: String, val target: String, val reason: String) :
        NetwardenException(message, "unreachable", retryable = true)

    /**
     * The network or the host must act: no answer in time.
     *
     * @property afterMs how long it was waited for in all
     * @property attempts how often it was asked
     * @property hint what the silence may mean, where something speaks for it
     */
    class TimedOut internal constructor(
        message: String,
        val target: String,
        val afterMs: ULong,
        val attempts: UInt,
        val hint: String?,
    ) : NetwardenException(message, "timed-out", retryable = true)

    /**
     * The owner of the credentials must act.
     *
     * @property denial why, as an SNMPv3 agent reports it
     */
    class Denied internal constructor(message: String, val target: String, val denial: Denial) :
        NetwardenException(message, "denied")

    /**
     * The agent answered that it will not do this (RFC 3416 §3 error-status).
     *
     * @property status the error-status by name, such as `notWritable`
     * @property index the place of the variable, from 1; 0: none
     * @property variable its name, such as `IF-MIB::ifAdminStatus.3`
     * @property meaning what the status means, for people
     */
    class Refused internal constructor(
        message: String,
        val target: String,
        val status: String,
        val index: UInt,
        val variable: String?,
        val meaning: String?,
    ) : NetwardenException(message, "refused")

    /** The caller must look: what was ordered may have been done, once or more often, or not at all. */
    class Unconfirmed internal constructor(message: String, val target: String, val what: String, val reason: String) :
        NetwardenException(message, "unconfirmed")

    /** The caller must decide: the order was not given, as it may cut the device off. */
    class Protected internal constructor(message: String, val target: String, val what: String, val reason: String) :
        NetwardenException(message, "protected")

    /** The maker of the device or of the file must act: the bytes are wrong. */
    class Malformed internal constructor(message: String, val origin: String, val offset: String, val reason: String) :
        NetwardenException(message, "malformed")

    /** A limit that was set to protect the caller was reached. */
    class Limit internal constructor(message: String, val what: String, val limit: String) :
        NetwardenException(message, "limit")

    /** The caller must act: an argument is wrong. */
    class Invalid internal constructor(message: String, val argument: String, val given: String, val expected: String) :
        NetwardenException(message, "invalid")

    /** The operating system must act. */
    class Io internal constructor(message: String, val what: String, val reason: String) :
        NetwardenException(message, "io")

    /** The caller asked to stop. */
    class Cancelled internal constructor(message: String) : NetwardenException(message, "cancelled")

    /** A code that this version does not know. */
    class Other internal constructor(message: String, code: String) : NetwardenException(message, code)
}

internal fun NativeException.typed(): NetwardenException = when (this) {
    is NativeException.Unreachable -> NetwardenException.Unreachable(text, target, reason)
    is NativeException.TimedOut -> NetwardenException.TimedOut(text, target, afterMs, attempts, hint)
    is NativeException.Denied -> NetwardenException.Denied(text, target, denial)
    is NativeException.Refused -> NetwardenException.Refused(text, target, status, index, variable, meaning)
    is NativeException.Unconfirmed -> NetwardenException.Unconfirmed(text, target, what, reason)
    is NativeException.Protected -> NetwardenException.Protected(text, target, what, reason)
    is NativeException.Malformed -> NetwardenException.Malformed(text, origin, offset, reason)
    is NativeException.Limit -> NetwardenException.Limit(text, what, limit)
    is NativeException.Invalid -> NetwardenException.Invalid(text, argument, given, expected)
    is NativeException.Io -> NetwardenException.Io(text, what, reason)
    is NativeException.Cancelled -> NetwardenException.Cancelled(text)
    is NativeException.Other -> NetwardenException.Other(text, code)
}

/** Runs [work] and gives its errors their class. */
internal inline fun <T> guarded(work: () -> T): T = try {
    work()
} catch (error: NativeException) {
    throw error.typed()
}

/** The same for [work] that may take long: in a thread of [Dispatchers.Default]. */
internal suspend fun <T> beside(work: () -> T): T = withContext(Dispatchers.Default) { guarded(work) }
