package io.netwarden

/** What a check or a notifier is given, as JSON: `target`, `timeout_ms`, and `input`, in which a secret stands as it is. */
@JvmInline
value class Ask(val json: String)

/** What a check of the program's own found. */
data class Answer(
    /** What it is. */
    val status: Status,
    /** A sentence for people. */
    val summary: String = "",
    /** What it measured, as a monitoring plugin writes it: `open=180s;60;120`. */
    val perfdata: String = "",
    /** What is good to know. */
    val facts: Map<String, String> = emptyMap(),
)

/** What people are told. */
data class Notice(
    /** In a few words. */
    val title: String,
    /** All that is to be said. */
    val text: String = "",
)

/** What a check or a notifier says of itself. */
data class About(
    /** What people call it. */
    val title: String = "",
    /** What it does. */
    val description: String = "",
    /** What it asks for. */
    val fields: List<InputField> = emptyList(),
)

/** A field of a form: what a person or a program fills in. */
fun inputField(
    id: String,
    kind: InputType = InputType.TEXT,
    title: String = "",
    description: String = "",
    options: List<String> = emptyList(),
    required: Boolean = false,
): InputField = InputField(id, kind, title, description, options, required)

/**
 * The checks and the notifiers that a program brings, by names. What one throws makes the result UNKNOWN, or the delivery
 * failed; what takes longer than its time is given up.
 */
class Registry : AutoCloseable {
    internal val native = NativeRegistry()

    /** Registers a check, enabled. Throws [NetwardenException.Invalid] where the name is taken or the form is wrong. */
    fun addCheck(name: String, about: About = About(), check: suspend (Ask) -> Answer) = guarded {
        val function = function { ask, _ -> nativeAnswer(check(ask)) }
        native.addCheck(name, function, about.title, about.description, about.fields)
    }

    /** Registers a notifier, enabled. Throws as [addCheck]. The notice's `result`, where there is one, is in its JSON. */
    fun addNotifier(name: String, about: About = About(), notifier: suspend (Ask, Notice) -> Unit) = guarded {
        val function = function { ask, notice ->
            notifier(ask, notice!!)
            ""
        }
        native.addNotifier(name, function, about.title, about.description, about.fields)
    }

    /** The checks, by their names. */
    fun checks(): List<Registered> = native.checks()

    /** The notifiers, by their names. */
    fun notifiers(): List<Registered> = native.notifiers()

    /** Lets a check be used, or not: attempts are UNKNOWN then. Whether there is one. */
    fun enableCheck(name: String, enabled: Boolean): Boolean = native.enableCheck(name, enabled)

    /** Lets a notifier be used, or not: nothing is delivered then. Whether there is one. */
    fun enableNotifier(name: String, enabled: Boolean): Boolean = native.enableNotifier(name, enabled)

    /** Forgets a check. Whether there was one. */
    fun removeCheck(name: String): Boolean = native.removeCheck(name)

    /** Forgets a notifier. Whether there was one. */
    fun removeNotifier(name: String): Boolean = native.removeNotifier(name)

    /** What a check asks for, as JSON Schema. */
    fun checkSchema(name: String): String? = native.checkSchema(name)

    /** What a notifier asks for, as JSON Schema. */
    fun notifierSchema(name: String): String? = native.notifierSchema(name)

    /**
     * Tells a notice by the notifier [name]. One that fails is a delivery with its reason.
     *
     * Throws [NetwardenException.Invalid] where there is no such notifier, or it asks for something else.
     */
    suspend fun notify(
        name: String,
        notice: Notice,
        input: Map<String, InputValue> = emptyMap(),
        secrets: Map<String, String> = emptyMap(),
        timeoutMs: Long = 10_000,
    ): Delivery = guarded { native.notify(name, notice.title, notice.text, input, secrets, timeoutMs.toULong()) }

    /** Lets go of the functions. */
    override fun close() = native.close()
}

/** The same options, with the checks that the program itself brings. */
fun ProbeOptions.with(registry: Registry): ProbeOptions = copy(registry = registry.native)

private fun function(work: suspend (Ask, Notice?) -> String): NativeFunction =
    object : NativeFunction {
        override suspend fun call(ask: String, notice: String?): String =
            try {
                work(Ask(ask), notice?.let { nativeNotice(it).let { told -> Notice(told.title, told.text) } })
            } catch (failure: NativeFailure) {
                throw failure
            } catch (cancelled: kotlinx.coroutines.CancellationException) {
                throw cancelled
            } catch (thrown: Exception) {
                throw NativeFailure.Thrown(thrown.message ?: thrown.toString())
            }
    }

private fun nativeAnswer(answer: Answer): String =
    nativeAnswerJson(answer.status, answer.summary, answer.perfdata, answer.facts)
