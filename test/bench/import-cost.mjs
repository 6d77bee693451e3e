// What an import costs over an empty script, beside node-mailjet's own. Budget for mailjet-secrets: below 15 ms.
import { execFileSync } from "node:child_process";

const ROUNDS = 21;
const SCRIPTS = {
  "an empty script": "",
  'import "mailjet-secrets"': 'await import("mailjet-secrets");',
  'import "@mailjet-secrets/core"': 'await import("@mailjet-secrets/core");',
  'import "@mailjet-secrets/aws"': 'await import("@mailjet-secrets/aws");',
  'import "@mailjet-secrets/vault"': 'await import("@mailjet-secrets/vault");',
  'import "@mailjet-secrets/conjur"': 'await import("@mailjet-secrets/conjur");',
  "aws, imported and configured":
    'const { awsProvider: p } = await import("@mailjet-secrets/aws"); p({ region: "eu-west-1" });',
  "vault, imported and configured":
    'const { vaultProvider: p } = await import("@mailjet-secrets/vault"); p({ address: "https://127.0.0.1:1" });',
  "conjur, imported and configured":
    'const { conjurProvider: p } = await import("@mailjet-secrets/conjur"); p({ applianceUrl: "https://127.0.0.1:1", account: "a" });',
  'import "node-mailjet"': 'await import("node-mailjet");',
};
const times = Object.fromEntries(Object.keys(SCRIPTS).map((name) => [name, []]));

// In turn, round by round, so that a slow moment of the machine falls on all of them.
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const [name, script] of Object.entries(SCRIPTS)) {
    const start = process.hrtime.bigint();
    execFileSync(process.execPath, ["--input-type=module", "-e", script], { stdio: "inherit" });
    if (round > 0) times[name].push(Number(process.hrtime.bigint() - start) / 1e6);
  }
}

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const empty = median(times["an empty script"]);
const mailjet = median(times['import "node-mailjet"']) - empty;
for (const [name, measured] of Object.entries(times)) {
  const over = median(measured) - empty;
  const ratio = (over / mailjet).toFixed(2);
  const budget = name === 'import "mailjet-secrets"' ? " (budget: below 15 ms)" : "";
  console.log(
    `${name.padEnd(34)} ${over.toFixed(1).padStart(7)} ms over an empty script, ${ratio}x of node-mailjet${budget}`,
  );
}
