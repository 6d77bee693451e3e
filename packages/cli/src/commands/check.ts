import type { AddCommand } from "../program.ts";

export const addCheck: AddCommand = (program, run) => {
  program.command("check").action(() => run(async () => 0));
};
