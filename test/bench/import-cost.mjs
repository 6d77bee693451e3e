// What an import costs over a script that imports nothing. Budget for mailjet-secrets: below 15 ms.
import { runChild } from "./support/child.mjs";
import { interleave, lowerQuartile, median } from "./support/interleave.mjs";
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

const results = await interleave(names, { rounds: ROUNDS }, async (name) => {
  const start = performance.now();
  const cpu = Number(await runChild("import-cost.mjs", [name]));
  return { cpu, wall: performance.now() - start };
});
const cpu = (name) => median(results[name].map((result) => result.cpu));
const wall = (name) => lowerQuartile(results[name].map((result) => result.wall));
const compare = (what, unit, time, [name, peer]) => {
  const [ours, theirs] = [name, peer].map((each) => time(each) - time(NOTHING));
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
  for (const peer of peers) compare(`Import of \`${name}\``, "ms CPU", cpu, [name, peer]);
  if (name === "mailjet-secrets") compare(`Import of \`${name}\`, wall clock`, "ms", wall, [name, peers[0]]);
}
describe(
  `Import: whole processes, ${ROUNDS} rounds in turn, less a process that imports nothing. \`mailjet-secrets\` imports no adapter, however many are installed, before it is asked for a pair. By the wall it is the lower quartile, since other work on the machine only ever adds.`,
);
