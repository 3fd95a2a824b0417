import { expect, test } from 'vitest'
import { Reader } from './support/page.ts'

test("the client's README compiles as one program", async () => {
  const reader = new Reader('packages/sdk/README.md', {})
  try {
    expect(reader.loose).toContain('alacrity.events.send')
    reader.write('readme.ts', reader.loose)
    expect(await reader.compile()).toBe('')
    // Control: a mistake is found.
    reader.write('readme.ts', reader.loose.replace('member: ', 'membre: '))
    expect(await reader.compile()).toContain('membre')
  } finally {
    reader.remove()
  }
})

test("what the repository's README says of connecting compiles", async () => {
  const reader = new Reader('README.md', {})
  try {
    const block = reader.page.split('```ts\n').find((text) => text.includes('@alacrity/sdk')) ?? ''
    reader.write('connect.ts', block.split('```')[0] ?? '')
    expect(block).toContain('createAlacrity')
    expect(await reader.compile()).toBe('')
  } finally {
    reader.remove()
  }
})
