// Cold start: from the start of the process to Mailjet's answer to the first mail, by each store. Budget for AWS: < 5 % over
// the same with the bare SDK; by the local agent no SDK is loaded.
import { startMailjetEmulator } from "@mailjet-secrets/testing";
import { runChild } from "./support/child.mjs";
import { interleave, lowerQuartile, median, medianRatio } from "./support/interleave.mjs";
import { describe, report } from "./support/report.mjs";
import { PAIR, startAws, startConjur, startVault } from "./support/stores.mjs";

// Ours, and what an application would write in its place.
const BESIDE = {
  env: ["process.env"],
  aws: ["bare AWS SDK", "Powertools", "middy"],
  "aws by the agent": ["bare AWS SDK"],
  vault: ["bare node-vault"],
  conjur: ["bare fetch"],
};
const MOST = { aws: 1.05 };

const stores = await Promise.all([startAws(), startVault(), startConjur()]);
const mailjet = await startMailjetEmulator({ keys: [PAIR] });
const environment = {
  MAILJET_HOST: mailjet.host,
  NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(),
  MJ_APIKEY_PUBLIC: PAIR.apiKey,
  MJ_APIKEY_PRIVATE: PAIR.apiSecret,
  AGENT_PORT: String(stores[0].emulator.port),
  ...Object.assign({}, ...stores.map((store) => store.environment)),
};
const sdkFiles = {};
const names = [...new Set([...Object.keys(BESIDE), ...Object.values(BESIDE).flat()])];

const results = await interleave(names, { rounds: 15 }, async (name) => {
  const result = JSON.parse(await runChild("first-mail.mjs", [name], environment));
  sdkFiles[name] = result.sdkFiles;
  return result;
});
await Promise.all([mailjet.close(), ...stores.map(({ emulator }) => emulator.close())]);
const cpu = (name) => results[name].map(({ cpuMilliseconds }) => cpuMilliseconds);
const wall = (name) => lowerQuartile(results[name].map(({ milliseconds }) => milliseconds));

for (const [name, peers] of Object.entries(BESIDE)) {
  for (const peer of peers) {
    report({
      what: `Process start to first mail, ${name}`,
      unit: "ms CPU",
      ours: median(cpu(name)),
      peer,
      theirs: median(cpu(peer)),
      ratio: medianRatio(cpu(name), cpu(peer)),
      ...(peer === "bare AWS SDK" && MOST[name] ? { most: MOST[name] } : {}),
    });
  }
}
for (const [name, [peer]] of Object.entries(BESIDE)) {
  report({
    what: `Process start to first mail, wall clock, ${name}`,
    unit: "ms",
    ours: wall(name),
    peer,
    theirs: wall(peer),
  });
}
report({
  what: "Files of the SDK loaded, aws by the agent",
  unit: "files",
  ours: sdkFiles["aws by the agent"],
  peer: "bare AWS SDK",
  theirs: sdkFiles["bare AWS SDK"],
  bound: "ours",
  most: 0,
});
describe(
  "First mail: new processes, 15 rounds in turn, stores and Mailjet emulated on this machine, `createMailjet()` beside the shortest code that does the same. Vault logs in by AppRole, Conjur by API key. By the wall it is the lower quartile, since other work on the machine only ever adds.",
);
