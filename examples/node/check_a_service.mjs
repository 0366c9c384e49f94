// Checks a service. A target that fails is a result, with its cause.
import { createServer } from 'node:net'
import { once } from 'node:events'

import { check } from '../../bindings-node/index.js'

const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1')
await once(server, 'listening')
const target = `127.0.0.1:${server.address().port}`
console.log((await check.tcp(target).run()).text)

server.close()
await once(server, 'close')
const result = await check.tcp(target).run()
console.log(result.text)
console.log(`cause: ${result.cause?.code}; for a monitoring system: ${result.pluginOutput}`)
