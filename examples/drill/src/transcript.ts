import { appendFileSync, writeFileSync } from "node:fs";

/** What is told on the screen, in short, and kept in a file, in full. */
export interface Transcript {
  /** Begins a step of the runbook. */
  step(title: string): void;
  tell(sentence: string): void;
  /** A command line and what it printed; `exitCode` is told unless it is 0. */
  command(line: string, output: string, exitCode: number): void;
}

/** Lines of one output that the screen shows. */
const SHOWN_LINES = 16;

/** Begins a {@link Transcript} in a file, with mode 0600. */
export function beginTranscript(file: string): Transcript {
  writeFileSync(file, "", { mode: 0o600 });
  const keep = (text: string): void => appendFileSync(file, `${text}\n`);
  const both = (text: string): void => {
    console.log(text);
    keep(text);
  };
  let steps = 0;
  return {
    step(title) {
      steps += 1;
      both(`\n${steps}. ${title}\n`);
    },
    tell: (sentence) => both(`   ${sentence}`),
    command(line, output, exitCode) {
      both(`   $ ${line}`);
      const printed = output === "" ? [] : output.split("\n");
      const lines = printed.map((each) => `     ${each}`.trimEnd());
      const ending = exitCode === 0 ? [] : [`     (exit code ${exitCode})`];
      for (const each of [...lines, ...ending]) keep(each);
      const hidden = lines.length - SHOWN_LINES;
      const shown = hidden > 1 ? [...lines.slice(0, SHOWN_LINES), `     … ${hidden} more lines`] : lines;
      for (const each of [...shown, ...ending]) console.log(each);
    },
  };
}
