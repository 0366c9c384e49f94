package io.netwarden

import com.google.gson.JsonParser
import java.io.File
import kotlin.test.Test
import kotlin.test.assertEquals

/** Every code of tests/surface/errors.json has its class with its parts. */
class ErrorsTest {
    private val made = listOf(
        NativeException.Unreachable("", "", ""),
        NativeException.TimedOut("", "", 0u, 0u, null),
        NativeException.Denied("", "", Denial.OTHER),
        NativeException.Refused("", "", "", 0u, null, null),
        NativeException.Unconfirmed("", "", "", ""),
        NativeException.Protected("", "", "", ""),
        NativeException.Malformed("", "", "", ""),
        NativeException.Limit("", "", ""),
        NativeException.Invalid("", "", "", ""),
        NativeException.Io("", "", ""),
        NativeException.Cancelled(""),
    ).map { it.typed() }

    @Test
    fun `codes, classes and parts are those of the table`() {
        val file = File(System.getProperty("netwarden.tests"), "surface/errors.json")
        val table = JsonParser.parseString(file.readText()).asJsonObject["errors"].asJsonArray.map { it.asJsonObject }
        assertEquals(table.map { it["code"].asString }, made.map { it.code })
        assertEquals(table.map { it["kotlin"].asString }, made.map { it::class.simpleName })
        assertEquals(table.map { it["retryable"].asBoolean }, made.map { it.retryable })
        val camel = { name: String -> name.replace(Regex("_(\\w)")) { it.groupValues[1].uppercase() } }
        val parts = made.map { error -> error.javaClass.declaredFields.map { it.name }.toSet() }
        assertEquals(table.map { row -> row["parts"].asJsonArray.map { camel(it.asString) }.toSet() }, parts)
    }
}
