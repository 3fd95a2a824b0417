import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { Bench, SMALL } from './support/alacrity.ts'

// ALACRITY_WRITE_DOCS=1 writes what the command prints into the page instead of comparing.
const file = fileURLToPath(new URL('../../../docs/cli.md', import.meta.url))
const page = readFileSync(file, 'utf8')
const BLOCK = /```console\n([\s\S]*?)```/g

const bench = new Bench()
bench.write('messages.csv', SMALL)
const faulty = /```csv\n(k5[\s\S]*?)```/.exec(page)?.[1] ?? ''
bench.write('faulty.csv', SMALL + faulty)
afterAll(() => bench.remove())

/** A block as it should be: each command with what it says, standard error first. */
async function played(block: string): Promise<string> {
  let text = ''
  for (const line of block.split('\n').filter((candidate) => candidate.startsWith('$ '))) {
    const { stdout, stderr } = await bench.shell(line.slice(2))
    text += `${line}\n${stderr}${stdout}`
  }
  return text
}

test('docs/cli.md shows what the command prints', async () => {
  const blocks = [...page.matchAll(BLOCK)].map(([, block = '']) => block)
  expect(blocks.length).toBeGreaterThan(8)
  const real: string[] = []
  for (const block of blocks) real.push(await played(block))
  if (process.env['ALACRITY_WRITE_DOCS'] === '1') {
    let next = 0
    writeFileSync(
      file,
      page.replaceAll(BLOCK, () => `\`\`\`console\n${real[next++]}\`\`\``),
    )
    return
  }
  expect(blocks).toEqual(real)
}, 60_000)

test('docs/cli.md quotes the file it judges', () => {
  expect(page).toContain(`\`\`\`csv\n${SMALL}\`\`\``)
})
