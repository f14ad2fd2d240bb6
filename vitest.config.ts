import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { assemblyForVite } from './scripts/assembly.mjs';

// Node reads these certificates whenever it starts: at least twice as long as all else that it does then, and the tests start it some thousand
// times. Only npm in test/publish needs them, and gets them back.
const certificates = process.env.NODE_EXTRA_CA_CERTS;
delete process.env.NODE_EXTRA_CA_CERTS;
if (certificates) process.env.CERTIFICATES_FOR_NPM = certificates;

// Vite chooses by this what packages load: micromark checks each of its own steps otherwise, and is not what the built program has in it.
const nodeEnv = process.env.NODE_ENV ?? 'test';
process.env.NODE_ENV = 'production';

// V8 makes fast code of what has run for a while. Most of what a test file runs is over before that is earned back: where it waits four times
// as long, a file takes a fifth less of the processor's time. Only in the V8 in which that was measured.
const execArgv = process.versions.v8.startsWith('11.3.') ? ['--interrupt-budget=540000'] : [];

/**
 * What takes longest comes first, so that at the end no worker stands still while the other has a minute left. Without a former run Vitest goes
 * by the size of the files, and those that start processes are short.
 */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => /\/test\/(?:transcripts|publish|hosts|faults)\//.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  plugins: [assemblyForVite],
  test: {
    include: ['test/**/*.test.ts'],
    // What tests start is told what it would be told without.
    env: { NODE_ENV: nodeEnv },
    // Two cores are what CI has; the fault tests start processes of their own.
    maxWorkers: 2,
    execArgv,
    // Of the tests of one file that say they may run side by side.
    maxConcurrency: 2,
    // Against what hangs, not against what is slow: a machine that others work on too takes several times as long.
    testTimeout: 180_000,
    hookTimeout: 300_000,
    globalSetup: ['test/build.setup.ts'],
    sequence: { sequencer: LongestFirst },
  },
});
