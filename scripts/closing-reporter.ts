/** The end of a test run in plain words: every skipped test with its reason, then one line with the counts. */
import type { Reporter, TestCase, TestModule } from 'vitest/node';

export class ClosingReporter implements Reporter {
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void = (line) => process.stdout.write(`${line}\n`)) {
    this.#print = print;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    // A file that fails while it is loaded, and an error outside any test, hold no failed test of their own.
    let failed = unhandledErrors.length;
    let passed = 0;
    const skipped: TestCase[] = [];
    for (const module of modules) {
      failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed += 1;
        else if (state === 'failed') failed += 1;
        else skipped.push(test);
      }
    }
    for (const test of skipped) this.#print(`skipped: ${test.module.relativeModuleId} > ${test.fullName}: ${reasonOf(test)}`);
    this.#print(`${passed} passed, ${failed} failed, ${skipped.length} skipped`);
  }
}

/** The note given to `context.skip(note)`; a suite skipped as a whole gives its reason in its title. */
function reasonOf(test: TestCase): string {
  const result = test.result();
  if (result.state === 'skipped' && result.note) return result.note;
  if (result.state === 'pending') return 'not run, because the run ended before';
  return test.options.mode === 'todo' ? 'still to be written' : 'see its title';
}
