// Sends one mail in the way that is named, and tells how long that took since the process was started.
import { createRequire } from "node:module";
import { BARE_READERS } from "../support/bare-reads.mjs";
import { MAIL } from "../support/samples.mjs";

const config = { host: process.env.MAILJET_HOST };

const OURS = {
  env: { provider: "env" },
  aws: { provider: "aws", secret: "mail" },
  "aws by the agent": {
    provider: "aws",
    secret: "mail",
    aws: { via: "agent", port: Number(process.env.AGENT_PORT) },
  },
  vault: { provider: "vault", secret: "mail", vault: { auth: { method: "appRole" } } },
  conjur: { provider: "conjur", secret: "mail", conjur: { auth: { method: "apiKey" } } },
};

const name = process.argv[2];
const client = OURS[name] === undefined ? await bareClient() : await ourClient();
await client.post("send", { version: "v3.1" }).request(MAIL);
const milliseconds = performance.now();
const { user, system } = process.cpuUsage();
const sdkFiles = Object.keys(createRequire(import.meta.url).cache).filter((file) =>
  /@(aws-sdk|smithy)\//.test(file),
).length;
console.log(JSON.stringify({ milliseconds, cpuMilliseconds: (user + system) / 1_000, sdkFiles }));
process.exit();

async function ourClient() {
  const { createMailjet } = await import("mailjet-secrets");
  return createMailjet({ ...OURS[name], mailjet: config });
}

async function bareClient() {
  const { apiKey, apiSecret } = await (await BARE_READERS[name]())("mail");
  const { default: Mailjet } = await import("node-mailjet");
  return Mailjet.apiConnect(apiKey, apiSecret, { config });
}
