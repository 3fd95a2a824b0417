// Everyone begins like this, as the command does: `node contestant.mjs NAME …` runs contestants/NAME.ts. JavaScript,
// since a first file in TypeScript costs each start the loading of what strips its types.
import { enableCompileCache } from 'node:module'
import { argv } from 'node:process'

enableCompileCache()
await import(`./contestants/${argv[2]}.ts`)
