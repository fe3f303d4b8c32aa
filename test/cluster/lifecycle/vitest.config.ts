import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'lifecycle',
    include: ['test/cluster/lifecycle/**/*.test.ts'],
    globalSetup: ['test/cluster/lifecycle/node.ts'],
    root: new URL('../../..', import.meta.url).pathname,
    hookTimeout: 120_000,
    // What follows rests on what came before.
    bail: 1,
  },
})
