import { defineConfig } from 'vitest/config'

const { env } = process

// How much is tried: in `npm test`, and in the nightly run, `npm run test:nightly` or ALACRITY_NIGHTLY=1.
// A variable of its own name overrides either: ALACRITY_KILLS=50 npx vitest run packages/store.
const AMOUNTS = {
  /** Random cases of every property. */
  ALACRITY_CASES: { usual: '1000', nightly: '100000' },
  /** Processes that are killed in the store's kill test. */
  ALACRITY_KILLS: { usual: '500', nightly: '10000' },
  /** Pairs of lives in the disclosure test. */
  ALACRITY_PAIRS: { usual: '500', nightly: '20000' },
} as const
const run = env['ALACRITY_NIGHTLY'] === '1' ? 'nightly' : 'usual'
const amounts = Object.fromEntries(
  Object.entries(AMOUNTS).map(([name, amount]) => [name, env[name] ?? amount[run]]),
)

// Pacific/Chatham is 12:45 or 13:45 ahead of UTC, so a test that leans on the machine's zone fails at once.
export default defineConfig({
  test: {
    globalSetup: ['tools/made-once.mjs'],
    include: ['{packages,examples}/*/test/**/*.test.ts'],
    // Much of the time is waiting, for pages, processes and the disk: a file for each core. In CI, where nobody
    // waits and whatever is slow has failed, one core is left free.
    ...(env['CI'] === undefined ? { maxWorkers: '100%' } : {}),
    // A test of random cases may take as long as it has cases, on a slow machine too.
    testTimeout: Math.max(30_000, Number(amounts['ALACRITY_CASES']) * 30),
    // What is started before the tests of a file, services and browsers, takes its time on a busy machine.
    hookTimeout: 120_000,
    env: {
      TZ: 'Pacific/Chatham',
      ALACRITY_SEED: env['ALACRITY_SEED'] ?? '20190613',
      ALACRITY_NIGHTLY: run === 'nightly' ? '1' : '',
      ...amounts,
    },
  },
})
