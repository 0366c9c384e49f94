// The reporter of node:test that writes what `tests/run` adds up.
import { writeFileSync } from 'node:fs'

export default async function* counts(source) {
  const sums = { passed: 0, failed: 0, skipped: 0 }
  const vectors = {}
  for await (const event of source) {
    if (event.type === 'test:diagnostic') {
      const match = /^vectors (\S+) (\d+)$/.exec(event.data.message)
      if (match) vectors[match[1]] = Number(match[2])
    }
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue
    if (event.data.details?.type === 'suite') continue
    if (event.data.skip !== undefined || event.data.todo !== undefined) sums.skipped += 1
    else if (event.type === 'test:pass') sums.passed += 1
    else {
      sums.failed += 1
      const cause = event.data.details.error?.cause ?? event.data.details.error
      yield `FAILED ${event.data.file ?? ''} ${event.data.name}\n${cause?.stack ?? cause}\n`
    }
  }
  const file = process.env.NETWARDEN_COUNTS
  if (file) writeFileSync(file, `${JSON.stringify({ language: 'node', ...sums, vectors })}\n`)
  yield `node: ${sums.passed} passed, ${sums.failed} failed, ${sums.skipped} skipped\n`
}
