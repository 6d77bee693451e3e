// 1,000 reads at once over 50 secrets by each adapter, and 100,000 in all. Budgets: 1 login, 16 connections, a flat heap.
import { measureInChild } from "./support/child.mjs";
import { describe } from "./support/report.mjs";
import { PAIR } from "./support/samples.mjs";
import { startAws, startConjur, startVault } from "./support/stores.mjs";

const ids = Array.from({ length: 50 }, (_, index) => `mail-${index}`);
const secrets = Object.fromEntries(ids.map((id) => [id, PAIR]));

for (const [name, start] of Object.entries({ aws: startAws, vault: startVault, conjur: startConjur })) {
  const { emulator, environment } = await start(secrets);
  const answer = () => ({ connections: emulator.connectionCount, logins: emulator.loginCount });
  await measureInChild("many-reads.mjs", { parameters: [name, ...ids], environment, answer });
  await emulator.close();
}
describe(
  "Many reads: by the adapter alone, without the cache. Connections and logins are counted by the emulators, a look-up of AWS credentials by the function that gives them. The peers log in once and then read.",
);
