// The one table of who may import whom. What is not listed is forbidden.
//
// Keys and values are path prefixes below the root; a prefix may always import from itself. A prefix
// in `types` may be imported for its types only. The longest key that fits a file speaks for it.

const engine = 'packages/engine/src/'
const base = `${engine}base/`
const event = `${engine}event/`
const turn = `${engine}turn/`
const clock = `${engine}clock/`
const policy = `${engine}policy/`
const assess = `${engine}assess/`
const label = `${engine}label/`
const disclose = `${engine}disclose/`
// Beside the stages: one member's events and turns together; an assessment and its labels in rows and
// words; what is unwise about a policy, with an example.
const member = `${engine}member/`
const report = `${engine}report/`
const lint = `${engine}lint/`

// Other packages see the engine through its index alone, so its stages can change shape freely.
const engineIndex = `${engine}index.ts`
// What the threads of the bulk path load of it: each of the rest would keep them from beginning.
const engineReading = `${engine}reading.ts`
const engineScoring = `${engine}scoring.ts`
const bulkIndex = 'packages/bulk/src/index.ts'
const storeIndex = 'packages/store/src/index.ts'
const sampleIndex = 'packages/sample/src/index.ts'

// The folders of the service follow the data; the client side sees the published labels and nothing else.
const server = 'packages/server/src/'
const serverBase = `${server}base/`
const serverAssess = `${server}assess/`
const sees = [serverBase, engineIndex, storeIndex]

const serverIndex = `${server}index.ts`
const sdkIndex = 'packages/sdk/src/index.ts'
const web = 'packages/web/src/'
const webShared = [`${web}ui/`, `${web}data/`, `${web}strings/`, sdkIndex, engineIndex]
const market = 'examples/marketplace/'

/** @type {Record<string, { may: string[], types?: string[] }>} */
export const layers = {
  [base]: { may: [] },
  [event]: { may: [base] },
  [turn]: { may: [base, event] },
  [clock]: { may: [base, event] },
  [policy]: { may: [base, event], types: [clock] },
  [assess]: { may: [base, event, turn, clock, policy] },
  [label]: { may: [base, event, turn, clock, policy, assess] },
  [disclose]: { may: [base, event, turn, policy, assess, label, member, report] },
  [member]: { may: [base, event, turn, clock], types: [policy] },
  [report]: { may: [base, turn, clock, member, assess, label], types: [policy] },
  [lint]: { may: [base, event, turn, clock, policy, member, assess, label] },
  [engineIndex]: { may: [engine] },
  [engineReading]: { may: [base, event] },
  [engineScoring]: { may: [clock, member, assess, report] },
  'packages/bulk/src/': { may: [engineReading, engineScoring], types: [engineIndex] },
  'packages/store/src/': { may: [engineIndex] },
  'packages/store/test/': { may: ['packages/store/src/', engineIndex] },
  'packages/sample/src/': { may: [engineIndex] },
  'packages/cli/src/': { may: [bulkIndex, engineIndex, sampleIndex, serverIndex] },
  'packages/cli/bin/': { may: ['packages/cli/src/'] },
  [serverBase]: { may: [engineIndex], types: [storeIndex] },
  [`${server}clock.ts`]: { may: [], types: [engineIndex] },
  [`${server}config.ts`]: { may: [`${server}access/key.ts`] },
  [`${server}access/`]: { may: [serverBase, engineIndex], types: [`${server}config.ts`] },
  [`${server}ingest/`]: { may: sees },
  [serverAssess]: { may: sees },
  [`${server}publish/`]: { may: [...sees, serverAssess] },
  [`${server}read/published/`]: { may: [engineIndex], types: [storeIndex] },
  [`${server}read/`]: { may: [...sees, serverAssess] },
  [`${server}act/`]: { may: [...sees, serverAssess] },
  [`${server}deliver/`]: { may: sees },
  [`${server}http/`]: { may: [server, engineIndex, storeIndex] },
  [`${server}operate/`]: { may: [server, engineIndex, storeIndex] },
  [server]: { may: [engineIndex, storeIndex] },
  'packages/server/test/': {
    may: [server, engineIndex, storeIndex, 'packages/store/test/support/postgres.ts', 'docs/'],
  },
  // The pages show what the service answers; the folders of members and operators know nothing of one another.
  [`${web}strings/`]: { may: [] },
  [`${web}data/`]: { may: [`${web}strings/`, sdkIndex, engineIndex] },
  [`${web}ui/`]: { may: [`${web}data/`, `${web}strings/`] },
  [`${web}shell/`]: { may: [web] },
  [`${web}member/`]: { may: webShared },
  [`${web}operator/`]: { may: webShared },
  [web]: { may: [sdkIndex, engineIndex] },
  'packages/web/test/': {
    may: ['packages/web/', sdkIndex, engineIndex, storeIndex, serverIndex, sampleIndex, 'tools/'],
  },
  'packages/web/tools/': {
    may: ['packages/web/', sdkIndex, engineIndex, storeIndex, serverIndex, sampleIndex, 'tools/'],
  },
  'packages/web/vite.config.ts': { may: [] },
  // What outsiders use needs nothing of the rest; its tests hold it against the service itself.
  'packages/sdk/src/': { may: [] },
  'packages/sdk/build.mjs': { may: ['tools/run.mjs'] },
  'packages/sdk/test/': {
    may: ['packages/sdk/src/', serverIndex, engineIndex, storeIndex, 'tools/'],
  },
  'packages/badge/src/': { may: [] },
  'packages/badge/test/': { may: ['packages/badge/src/', serverIndex, 'tools/'] },
  'packages/badge/vite.config.ts': { may: [] },
  'examples/badge/': { may: ['packages/badge/src/index.ts'] },
  'packages/engine/test/': { may: [engine, 'spec/'] },
  'packages/bulk/test/': { may: ['packages/bulk/src/', engineIndex, 'spec/'] },
  'packages/cli/test/': {
    may: ['packages/cli/src/', bulkIndex, engineIndex, sampleIndex, 'spec/'],
  },
  // What a user copies from sees what a user has; the demonstration around it starts the service.
  [`${market}src/`]: { may: [sdkIndex] },
  [`${market}demo/`]: {
    may: [`${market}src/`, engineIndex, sampleIndex, sdkIndex, serverIndex, 'tools/chromium.mjs'],
  },
  // Pages know what goes over the wire, and nothing of who answers.
  [`${market}pages/`]: { may: [], types: [`${market}src/shapes.ts`] },
  [`${market}bin/`]: { may: [`${market}demo/`, 'packages/cli/bin/runtime.mjs'] },
  [`${market}test/`]: { may: [market, engineIndex, sampleIndex, sdkIndex, serverIndex, 'tools/'] },
  // What is measured at a size that nobody waits for is made as the fold would have packed it.
  'bench/': {
    may: [
      bulkIndex,
      engineIndex,
      storeIndex,
      serverIndex,
      'packages/store/src/fold/',
      'packages/store/test/support/postgres.ts',
    ],
  },
  'tools/': { may: [] },
}

/** Prefixes that import nothing from outside the packages: no `node:*`, nothing from npm. */
export const pure = [engine]
