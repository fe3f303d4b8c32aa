import { defineConfig } from 'vitest/config'

const limits = { testTimeout: 60_000, hookTimeout: 60_000 }

export default defineConfig({
  test: {
    // All cores: by default one of them is left idle, which is half of a small machine.
    maxWorkers: '100%',
    projects: [
      {
        // Without state, clock and effects, so that their files may share a process and what it has loaded.
        test: { ...limits, name: 'pure', include: ['{schema,compiler}/**/*.test.ts', 'runtime/statistics/**/*.test.ts'], isolate: false },
      },
      {
        test: {
          ...limits,
          name: 'effects',
          include: ['{reconciler,runtime,cli}/**/*.test.ts', 'test/{faults,end-to-end,fuzz}/**/*.test.ts'],
          exclude: ['runtime/statistics/**'],
        },
      },
    ],
  },
})
