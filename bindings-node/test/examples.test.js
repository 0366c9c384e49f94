// The examples run offline and stay short.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const folder = new URL('../../examples/node/', import.meta.url)

for (const name of readdirSync(folder).filter((name) => name.endsWith('.mjs'))) {
  test(`example ${name}`, async () => {
    const file = fileURLToPath(new URL(name, folder))
    const { stdout } = await promisify(execFile)(process.execPath, [file], { timeout: 60_000 })
    assert.ok(stdout.length > 0)
    assert.ok(readFileSync(file, 'utf8').split('\n').length <= 61)
  })
}
