import { defineConfig } from 'vitest/config'

const cases = process.env['ALACRITY_CASES'] ?? '1000'

// Pacific/Chatham is 12:45 or 13:45 ahead of UTC, so a test that leans on the machine's zone fails
// at once. Seed and case count come from the environment so that a nightly run can widen both.
export default defineConfig({
  test: {
    include: ['{packages,examples}/*/test/**/*.test.ts'],
    // A test of random cases may take as long as it has cases, on a slow machine too.
    testTimeout: Math.max(30_000, Number(cases) * 30),
    // What is started before the tests of a file, services and browsers, takes its time on a busy machine.
    hookTimeout: 120_000,
    env: {
      TZ: 'Pacific/Chatham',
      ALACRITY_SEED: process.env['ALACRITY_SEED'] ?? '20190613',
      ALACRITY_CASES: cases,
    },
  },
})
