// Cold start: from the start of the process to Mailjet's answer to the first mail, by each store. Budget for AWS: < 5 % over
// the same with the bare SDK; by the local agent no SDK is loaded.
import { compareColdStarts } from "./support/cold-start.mjs";
import { describe, report } from "./support/report.mjs";

// Ours, and what an application would write in its place.
const BESIDE = {
  env: ["process.env"],
  aws: ["bare AWS SDK", "Powertools", "middy"],
  "aws by the agent": ["bare AWS SDK"],
  vault: ["bare node-vault"],
  conjur: ["bare fetch"],
};
const ROUNDS = 15;

const what = "Process start to first mail";
const results = await compareColdStarts({
  file: "first-mail.mjs",
  what,
  beside: BESIDE,
  most: { aws: 1.05 },
  rounds: ROUNDS,
});
const wall = (name) => Math.min(...results[name].map(({ milliseconds }) => milliseconds));
for (const [name, [peer]] of Object.entries(BESIDE)) {
  report({ what: `${what}, wall clock, ${name}`, unit: "ms", ours: wall(name), peer, theirs: wall(peer) });
}
report({
  what: "Files of the SDK loaded, aws by the agent",
  unit: "files",
  ours: results["aws by the agent"][0].sdkFiles,
  peer: "bare AWS SDK",
  theirs: results["bare AWS SDK"][0].sdkFiles,
  bound: "ours",
  most: 0,
});
describe(
  `First mail: new processes, ${ROUNDS} rounds in turn, stores and Mailjet emulated on this machine, \`createMailjet()\` beside the shortest code that does the same. Vault logs in by AppRole, Conjur by API key. By the wall clock it is the fastest one, since other work on the machine only ever adds.`,
);
