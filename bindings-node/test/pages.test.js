// The JavaScript of the pages runs: the blocks of a page, one after the other.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

const root = new URL('../../', import.meta.url)
const here = new URL('../index.js', import.meta.url).href

for (const page of ['bindings-node/README.md', 'docs/questions.md', 'docs/drawing.md', 'docs/plots.md', 'docs/simulation.md']) {
  test(`the JavaScript of ${page} runs`, async () => {
    const text = readFileSync(new URL(page, root), 'utf8')
    const blocks = [...text.matchAll(/^```js\n(.*?)^```$/gms)].map(([, block]) => block)
    assert.ok(blocks.length > 0)
    const folder = mkdtempSync(join(tmpdir(), 'netwarden-'))
    writeFileSync(join(folder, 'page.mjs'), blocks.join('\n').replaceAll("from 'netwarden'", `from '${here}'`))
    await promisify(execFile)(process.execPath, ['page.mjs'], { cwd: folder, timeout: 120_000 })
    rmSync(folder, { recursive: true })
  })
}
