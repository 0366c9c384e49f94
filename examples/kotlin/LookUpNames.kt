package examples

import io.netwarden.MibFile
import io.netwarden.Names
import io.netwarden.NetwardenException
import io.netwarden.SnmpValue

private val acme = """
    ACME-MIB DEFINITIONS ::= BEGIN
    IMPORTS OBJECT-TYPE, enterprises FROM SNMPv2-SMI;
    acme OBJECT IDENTIFIER ::= { enterprises 99999 }
    acmeMode OBJECT-TYPE SYNTAX INTEGER { idle(1), running(2) } MAX-ACCESS read-only STATUS current
        DESCRIPTION "How it runs." ::= { acme 1 }
    END
""".trimIndent()

/** Names for numbers and numbers for names: those that are compiled in, and those of MIB files. */
fun lookUpNames(vararg files: String) {
    Names().use { names ->
        for (name in listOf("IF-MIB::ifHCInOctets.3", "dot1dTpFdbPort.00:1e:58:a3:2f:cd")) {
            val oid = names.lookup(name)
            println("$oid is ${names.nameOf(oid)}")
        }
        println("7 of ifOperStatus is ${names.show("ifOperStatus.3", SnmpValue.Integer(7))}")
        try {
            names.lookup("ifhcinoctets.3")
        } catch (error: NetwardenException.Invalid) {
            println(error.message)
        }

        if (files.isNotEmpty()) {
            val report = names.load(*files, lenient = true)
            report.faults.forEach { println("${it.file} line ${it.line}: ${it.reason}") }
            println("${report.objects} objects of ${report.modules.joinToString()}")
        } else {
            names.load(listOf(MibFile("acme.mib", acme)))
            println("acmeMode.0 = ${names.show("acmeMode.0", SnmpValue.Integer(2))}")
        }
    }
}
