// What an import costs over a script that imports nothing. Budget for mailjet-secrets: below 15 ms.
import { runChild } from "./support/child.mjs";
import { interleave, median } from "./support/interleave.mjs";
import { describe, report } from "./support/report.mjs";

// Ours, and what an application would import in its place.
const BESIDE = {
  "mailjet-secrets": ["node-mailjet", "the same and all adapters"],
  "@mailjet-secrets/core": ["node-mailjet"],
  "@mailjet-secrets/env": ["node-mailjet"],
  "@mailjet-secrets/aws": [
    "@aws-sdk/client-secrets-manager",
    "@aws-lambda-powertools/parameters/secrets",
    "@middy/secrets-manager",
  ],
  "@mailjet-secrets/vault": ["node-vault"],
  "@mailjet-secrets/conjur": ["node-vault"],
};
const NOTHING = "nothing";
const ROUNDS = 15;
const names = [...new Set([NOTHING, ...Object.keys(BESIDE), ...Object.values(BESIDE).flat()])];

const results = await interleave(names, { rounds: ROUNDS }, async (name) =>
  JSON.parse(await runChild("import-cost.mjs", [name])),
);
const cpu = (name) => median(results[name].map(({ cpuMilliseconds }) => cpuMilliseconds));
const cpuOfImport = (name) => cpu(name) - cpu(NOTHING);
const wallOfImport = (name) => Math.min(...results[name].map(({ milliseconds }) => milliseconds));
const compare = (what, unit, time, [name, peer]) => {
  const [ours, theirs] = [name, peer].map(time);
  report({
    what,
    unit,
    ours,
    peer,
    theirs,
    ...(name === "mailjet-secrets" && peer === "node-mailjet" ? { bound: "ours", most: 15 } : {}),
  });
};

for (const [name, peers] of Object.entries(BESIDE)) {
  for (const peer of peers) compare(`Import of \`${name}\``, "ms CPU", cpuOfImport, [name, peer]);
  if (name === "mailjet-secrets") compare(`Import of \`${name}\`, wall clock`, "ms", wallOfImport, [name, peers[0]]);
}
describe(
  `Import: whole processes, ${ROUNDS} rounds in turn, less a process that imports nothing. \`mailjet-secrets\` imports no adapter, however many are installed, before it is asked for a pair. By the wall clock it is the import alone, the fastest one, since other work on the machine only ever adds.`,
);
