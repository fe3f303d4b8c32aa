import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'controller',
    include: ['test/cluster/controller/**/*.test.ts'],
    globalSetup: ['test/cluster/controller/control-plane.ts'],
    root: new URL('../../..', import.meta.url).pathname,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // One API server for all, on a small machine.
    fileParallelism: false,
  },
})
