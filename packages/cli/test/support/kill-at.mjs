// Loaded before the command: ends it by SIGKILL at the write that KILL_AT names, as a power cut would. By the file that is
// replaced, so that the command itself knows nothing of it. `acted`: the new content lies beside the file under its temporary name;
// `recorded`: it is in its place.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const [write, moment] = (process.env.KILL_AT ?? "").split(":");
const { renameSync } = fs;

fs.renameSync = (from, to) => {
  const isIt = nameOf(from, to) === write;
  if (isIt && moment === "acted") process.kill(process.pid, "SIGKILL");
  renameSync(from, to);
  if (isIt && moment === "recorded") process.kill(process.pid, "SIGKILL");
};
syncBuiltinESMExports();

/** The step that is recorded, with `+note` if it is a fact of the next one; `begin`, `end`, or `sealed`. */
function nameOf(from, to) {
  if (to.endsWith(".sealed")) return "sealed";
  const [next, before] = [contentOf(from), contentOf(to)];
  if (next === undefined) return undefined;
  if (next.state !== "running") return "end";
  const last = next.done.at(-1)?.step ?? "begin";
  return next.done.length === before?.done.length ? `${last}+note` : last;
}

function contentOf(file) {
  try {
    const content = JSON.parse(fs.readFileSync(file, "utf8"));
    return Array.isArray(content.done) ? content : undefined;
  } catch {
    return undefined;
  }
}
