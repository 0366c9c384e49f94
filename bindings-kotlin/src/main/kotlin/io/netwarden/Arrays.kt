package io.netwarden

import java.nio.ByteBuffer
import java.nio.ByteOrder

// Columns of numbers cross as octets, the least significant first.

private fun order(octets: ByteArray): ByteBuffer = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN)

internal fun ints(octets: ByteArray): IntArray = IntArray(octets.size / 4).also { order(octets).asIntBuffer().get(it) }

internal fun longs(octets: ByteArray): LongArray = LongArray(octets.size / 8).also { order(octets).asLongBuffer().get(it) }

internal fun doubles(octets: ByteArray): DoubleArray =
    DoubleArray(octets.size / 8).also { order(octets).asDoubleBuffer().get(it) }

internal fun octets(numbers: IntArray): ByteArray =
    ByteArray(numbers.size * 4).also { order(it).asIntBuffer().put(numbers) }

internal fun octets(numbers: LongArray): ByteArray =
    ByteArray(numbers.size * 8).also { order(it).asLongBuffer().put(numbers) }

internal fun octets(numbers: DoubleArray): ByteArray =
    ByteArray(numbers.size * 8).also { order(it).asDoubleBuffer().put(numbers) }
