// What is offered is what the manifest says.
import { spawnSync } from 'node:child_process'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('../../tests/surface/check.py', import.meta.url))
const hasPython = spawnSync('python3', ['--version']).status === 0

test('the surface is as the manifest says', { skip: hasPython ? false : 'python3 is missing' }, () => {
  const { status, stdout, stderr } = spawnSync('python3', [script, 'node'], { encoding: 'utf8' })
  assert.equal(status, 0, stdout + stderr)
})
