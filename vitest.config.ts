import { defineConfig } from 'vitest/config'

// Pacific/Chatham is 12:45 or 13:45 ahead of UTC, so a test that leans on the machine's zone fails
// at once. Seed and case count come from the environment so that a nightly run can widen both.
export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts'],
    env: {
      TZ: 'Pacific/Chatham',
      ALACRITY_SEED: process.env['ALACRITY_SEED'] ?? '20190613',
      ALACRITY_CASES: process.env['ALACRITY_CASES'] ?? '1000',
    },
  },
})
