// A file of checks in, a table or JSON out; the exit code is that of the worst: 0 OK, 1 warning, 2 critical, 3 unknown.
//
//     node run_checks.mjs checks.json [--json]
//
// The file is {"checks": [{"name": "shop", "type": "http", "url": "…"}]}. Without a file it checks a port that it opens itself.
// {"secret": "mail"} is the variable NETWARDEN_SECRET_mail.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'

import { CheckSpec } from '../../bindings-node/index.js'

const exit = { ok: 0, warning: 1, critical: 2, unknown: 3 }
const worst = ['ok', 'warning', 'unknown', 'critical']
const colour = { ok: 32, warning: 33, critical: 31, unknown: 35 }
const prefix = 'NETWARDEN_SECRET_'

async function run(listed, asJson) {
  const mine = Object.entries(process.env).filter(([name]) => name.startsWith(prefix))
  const secrets = Object.fromEntries(mine.map(([name, text]) => [name.slice(prefix.length), text]))
  const told = await Promise.all(
    listed.map(async ({ name, ...given }) => {
      const spec = CheckSpec.fromJson(JSON.stringify(given))
      return { name: name ?? spec.target, result: await spec.run({ secrets }) }
    }),
  )
  if (asJson) {
    console.log(JSON.stringify(told, undefined, 2))
  } else {
    const width = Math.max(0, ...told.map(({ name }) => name.length))
    for (const { name, result } of told) {
      const status = result.status.toUpperCase().padEnd(8)
      const shown = process.stdout.isTTY ? `\x1b[${colour[result.status]}m${status}\x1b[0m` : status
      console.log(`${shown}  ${name.padEnd(width)}  ${result.summary}`)
    }
  }
  return exit[worst[Math.max(0, ...told.map(({ result }) => worst.indexOf(result.status)))]]
}

const file = process.argv.slice(2).find((argument) => !argument.startsWith('--'))
const asJson = process.argv.includes('--json')
if (file) {
  process.exitCode = await run(JSON.parse(readFileSync(file, 'utf8')).checks, asJson)
} else {
  const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const code = await run([{ name: 'its port', type: 'tcp', target: `127.0.0.1:${server.address().port}` }], asJson)
  console.log(`exit code ${code}`)
  server.close()
}
