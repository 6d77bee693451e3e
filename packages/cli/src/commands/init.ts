import type { AddCommand } from "../program.ts";

export const addInit: AddCommand = (program, run) => {
  program.command("init").action(() => run(async () => 0));
};
