// Watches a service by intervals, with a check and a notifier of one's own.
import { once } from 'node:events'
import { createServer } from 'node:net'

import { check, Registry, Runner } from '../../bindings-node/index.js'

const registry = new Registry()
registry.addCheck(
  'door',
  ({ input }) => {
    const openFor = 7
    return { status: openFor > input.minutes ? 'warning' : 'ok', summary: `open since ${openFor} min`, perfdata: `open=${openFor * 60}s` }
  },
  { title: 'Door', fields: [{ id: 'minutes', kind: 'integer', title: 'Minutes it may stand open', required: true }] },
)
registry.addNotifier('terminal', (_, notice) => console.log(`  told: ${notice.title}`))

const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1')
await once(server, 'listening')

const runner = await Runner.start({ concurrency: 16, probe: { registry } })
runner.add('port', check.tcp(`127.0.0.1:${server.address().port}`), 200)
runner.add('house', check.custom('door', { target: 'front door', input: { minutes: 5 } }), 200)
const seen = new Set()
for await (const ran of runner) {
  console.log(`${ran.name}: ${ran.result.text}`)
  if (ran.result.status !== 'ok') {
    await registry.notify('terminal', { title: ran.result.text })
    runner.retryIn(ran.name, 50) // do not wait for the interval to be sure
  }
  seen.add(ran.name)
  if (seen.size === 2) break
}
console.log(`${runner.statistics().done} attempts`)
server.close()
