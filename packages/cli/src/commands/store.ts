import type { AddCommand } from "../program.ts";

export const addStore: AddCommand = (program, run) => {
  program.command("store").action(() => run(async () => 0));
};
