// Every code of tests/surface/errors.json is one that the types know.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

test('the declared codes are those of the table', () => {
  const { errors } = JSON.parse(readFileSync(new URL('../../tests/surface/errors.json', import.meta.url), 'utf8'))
  const declared = readFileSync(new URL('../types/error.d.ts', import.meta.url), 'utf8')
  const codes = /export type ErrorCode =([^;]*?)\n\n/.exec(declared)[1].match(/'[^']+'/g).map((code) => code.slice(1, -1))
  assert.deepEqual(codes, errors.map((row) => row.code))
  const body = /export class NetwardenError[^{]*\{([\s\S]*?)\n\}/.exec(declared)[1]
  const camel = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase())
  for (const part of errors.flatMap((row) => row.parts)) assert.match(body, new RegExp(`readonly ${camel(part)}\\?:`))
})
