// Loaded before the command: ends it by SIGKILL at the step that KILL_AT names, as a power cut would. By the file that the
// journal is replaced with, so that the command itself knows nothing of it.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const [step, moment] = (process.env.KILL_AT ?? "").split(":");
const { renameSync } = fs;

fs.renameSync = (from, to) => {
  const isIt = lastStepIn(from) === step;
  if (isIt && moment === "acted") process.kill(process.pid, "SIGKILL");
  renameSync(from, to);
  if (isIt && moment === "recorded") process.kill(process.pid, "SIGKILL");
};
syncBuiltinESMExports();

function lastStepIn(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")).done?.at(-1)?.step;
  } catch {
    return undefined;
  }
}
