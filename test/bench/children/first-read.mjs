// Reads the pair in the way that is named, and tells the processor time since the process was started.
import { BARE_READERS } from "../support/bare-reads.mjs";

const aws = async (options) => (await import("@mailjet-secrets/aws")).awsProvider(options);
const PROVIDERS = {
  "adapter aws": () => aws(),
  "adapter aws by the agent": () => aws({ via: "agent", port: Number(process.env.AGENT_PORT) }),
  "adapter vault": async () => (await import("@mailjet-secrets/vault")).vaultProvider({ auth: { method: "appRole" } }),
  "adapter conjur": async () => (await import("@mailjet-secrets/conjur")).conjurProvider(),
};

const name = process.argv[2];
if (PROVIDERS[name] === undefined) await (await BARE_READERS[name]())("mail");
else await (await PROVIDERS[name]()).read({ id: "mail" }, { signal: new AbortController().signal });
const { user, system } = process.cpuUsage();
console.log(JSON.stringify({ cpuMilliseconds: (user + system) / 1_000 }));
process.exit();
