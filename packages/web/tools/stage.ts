// A stage to look at the pages on: a service with people in every state, and the addresses of their pages.
import { stdout } from 'node:process'
import { openScenes, PEOPLE } from '../test/support/scenes.ts'

const stand = await openScenes({ port: 8787 })
for (const [name, member] of Object.entries(PEOPLE)) {
  stdout.write(`${name}: ${stand.url}/app/#token=${await stand.tokenFor(`member:${member}`)}\n`)
}
process.on('SIGINT', () => void stand.close())
