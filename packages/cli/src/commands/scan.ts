import type { AddCommand } from "../program.ts";

export const addScan: AddCommand = (program, run) => {
  program.command("scan").action(() => run(async () => 0));
};
