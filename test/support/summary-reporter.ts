import { writeFileSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";

/** Prints one plain line with the number of tests, and writes it to the file in `TEST_SUMMARY_FILE` if that is set. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      const states = [...module.children.allTests()].map((test) => test.result().state);
      for (const state of states) count[state === "pending" ? "skipped" : state] += 1;
      // A file that could not be loaded, or whose set-up failed, has no failed test to count.
      if (module.state() === "failed" && !states.includes("failed")) count.failed += 1;
    }
    const line = `${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`;
    process.stdout.write(`\n${line}\n`);
    const file = process.env["TEST_SUMMARY_FILE"];
    if (file) writeFileSync(file, `${line}\n`);
  }
}
