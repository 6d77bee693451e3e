import type { AddCommand } from "../program.ts";

export const addExec: AddCommand = (program, run) => {
  program.command("exec").action(() => run(async () => 0));
};
