/** How tests run: `unit` in parallel processes, then `pages` likewise, then `system` one file at a time because each starts whole programs. */
import { availableParallelism } from 'node:os';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { ClosingReporter } from './scripts/closing-reporter.ts';

/** Tests that start a real OBS: its outputs and GPU emulation fill the machine, so no two may run at once. */
const REAL_OBS = ['tests/native/**/*real-obs*.test.ts', 'tests/native/**/real-*.test.ts'];

/** One worker a core; by itself vitest leaves a core to nobody, and a machine of two cores would work with one. */
const WORKERS = Math.min(availableParallelism(), 8);

export default defineConfig({
  test: {
    reporters: ['default', new ClosingReporter()],
    // A skipped suite is told by the closing reporter; a focused one must never reach a shared branch.
    allowOnly: false,
    projects: [
      {
        test: {
          name: 'unit',
          pool: 'forks',
          include: ['tests/native/**/*.test.ts', 'tests/house/**/*.test.ts', 'tests/electron/**/*.test.ts'],
          exclude: REAL_OBS,
          testTimeout: 20_000,
          hookTimeout: 20_000,
          maxWorkers: WORKERS,
          sequence: { groupOrder: 0 },
        },
      },
      {
        plugins: [react()],
        test: {
          name: 'pages',
          pool: 'forks',
          include: ['tests/renderer/**/*.test.{ts,tsx}'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // As long as the browser is given to find something: a busy machine paints late.
          expect: { poll: { timeout: 8000 } },
          maxWorkers: WORKERS,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'system',
          pool: 'forks',
          include: ['tests/system/**/*.test.ts', ...REAL_OBS],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 1,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
