import { defineConfig } from 'vitest/config';
import { assemblyForVite } from './scripts/assembly.mjs';

export default defineConfig({
  plugins: [assemblyForVite],
  test: {
    include: ['test/**/*.test.ts'],
    // Two cores are what CI has; the fault tests start processes of their own.
    maxWorkers: 2,
    // Against what hangs, not against what is slow: a machine that others work on too takes several times as long.
    testTimeout: 180_000,
    hookTimeout: 300_000,
    globalSetup: ['test/build.setup.ts'],
  },
});
