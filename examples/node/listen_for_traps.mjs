// Listens for traps. On a real network, without `listen`: port 162, which needs privilege.
import { createSocket } from 'node:dgram'

import { TrapListener } from '../../bindings-node/index.js'

// A linkDown of Gi1/0/3, as a switch sends it in SNMPv2c.
const trap = Buffer.from(
  '3081aa02010104067075626c6963a7819c02014d020100020100308190301106082b06010201010300430500ffffffff3017060a2b06010603010104010006092b0601060301010503300f060a2b060102010202010103020103300f060a2b060102010202010703020101300f060a2b0601020102020108030201073016060b2b060102011f010101010304074769312f302f333017060b2b060102011f01010112030408746f206469737432',
  'hex',
)

const listener = await TrapListener.start({ listen: '127.0.0.1:0', allow: '127.0.0.0/8', communities: ['public'] })
const [host, port] = listener.addresses[0].split(':')
const device = createSocket('udp4')
device.send(trap, Number(port), host, () => device.close())

for await (const notification of listener) {
  console.log(notification.text)
  const { kind, interface: ifIndex, oper } = notification.kind
  console.log(`  ${kind}, interface ${ifIndex}, ${oper}`)
  for (const { name, value } of notification.varbinds) console.log(`  ${name} = ${value.text}`)
  break
}
console.log(`${listener.statistics().accepted} accepted`)
listener.close()
