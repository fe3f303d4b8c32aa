import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{schema,compiler,reconciler,runtime,cli}/**/*.test.ts', 'test/{faults,end-to-end,fuzz}/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
