#!/usr/bin/env node
import { addCheck } from "./commands/check.ts";
import { addExec } from "./commands/exec.ts";
import { addInit } from "./commands/init.ts";
import { addInventory } from "./commands/inventory.ts";
import { addRotate } from "./commands/rotate.ts";
import { addScan } from "./commands/scan.ts";
import { addStore } from "./commands/store.ts";
import { addSummon } from "./commands/summon.ts";
import { addUsage } from "./commands/usage.ts";
import { EXIT } from "./exit-codes.ts";
import { runProgram } from "./program.ts";
import { processSurroundings } from "./surroundings.ts";

const COMMANDS = [addInit, addCheck, addStore, addExec, addSummon, addScan, addUsage, addInventory, addRotate];

// Until it is known: an end that nobody meant, such as that of a terminal at a question, must not look like success.
process.exitCode = EXIT.unexpected;
// Not process.exit(): what was written to a pipe would be cut off.
void runProgram(process.argv.slice(2), processSurroundings(), COMMANDS).then((code) => {
  process.exitCode = code;
});
