// Names for numbers and numbers for names: those that are compiled in, and those of MIB files.
import { Names, SnmpValue } from '../../bindings-node/index.js'

if (process.argv.includes('--help')) {
  console.log('node examples/node/look_up_names.mjs [FILE OR FOLDER …]')
  process.exit()
}

const acme = `ACME-MIB DEFINITIONS ::= BEGIN
IMPORTS OBJECT-TYPE, enterprises FROM SNMPv2-SMI;
acme OBJECT IDENTIFIER ::= { enterprises 99999 }
acmeMode OBJECT-TYPE SYNTAX INTEGER { idle(1), running(2) } MAX-ACCESS read-only STATUS current
    DESCRIPTION "How it runs." ::= { acme 1 }
END
`

const names = new Names()
for (const name of ['IF-MIB::ifHCInOctets.3', 'dot1dTpFdbPort.00:1e:58:a3:2f:cd']) {
  const oid = names.lookup(name)
  console.log(`${oid} is ${names.nameOf(oid)}`)
}
console.log(`7 of ifOperStatus is ${names.show('ifOperStatus.3', new SnmpValue('integer', 7))}`)
try {
  names.lookup('ifhcinoctets.3')
} catch ({ message }) {
  console.log(message)
}

const files = process.argv.slice(2)
if (files.length > 0) {
  const { objects, modules, faults } = names.load(files, { lenient: true })
  for (const { file, line, reason } of faults) console.log(`${file} line ${line}: ${reason}`)
  console.log(`${objects} objects of ${modules.join(', ')}`)
} else {
  names.load({ name: 'acme.mib', text: acme })
  console.log(`acmeMode.0 = ${names.show('acmeMode.0', new SnmpValue('integer', 2))}`)
}
