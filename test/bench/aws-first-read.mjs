// The first read and the first mail of a new process: by the adapter over the same code with the bare SDK, and by the
// local agent. Budget: < 5 % over the bare SDK; by the agent no SDK is loaded.
import { join } from "node:path";
import { startAwsEmulator, startMailjetEmulator } from "@mailjet-secrets/testing";
import { quantile, timeScripts } from "./support/time-scripts.mjs";

const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
const aws = await startAwsEmulator({ secrets: { mail: PAIR } });
const mailjet = await startMailjetEmulator({ keys: [PAIR] });

const MAIL = `{ Messages: [{ From: { Email: "a@example.com" }, To: [{ Email: "b@example.com" }], TextPart: "x" }] }`;
const BARE_READ = `
  const { GetSecretValueCommand, SecretsManagerClient } = await import("@aws-sdk/client-secrets-manager");
  const client = new SecretsManagerClient({});
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: "mail" }));
  const pair = JSON.parse(SecretString);`;
const provider = (options) => `
  const { awsProvider } = await import("@mailjet-secrets/aws");
  const provider = awsProvider(${options});`;
const readBy = (options) => `${provider(options)}
  await provider.read({ id: "mail" }, { signal: new AbortController().signal });`;
const mailBy = (options) => `${provider(options)}
  const { createMailjetClientFactory } = await import("@mailjet-secrets/core");
  const mailjet = createMailjetClientFactory({ provider, secret: "mail", mailjet: { host: process.env.MAILJET } });
  await mailjet.post("send", { version: "v3.1" }).request(${MAIL});`;
const AGENT = `{ via: "agent", port: ${aws.port} }`;

const scripts = {
  "first read, bare SDK": BARE_READ,
  "first read, adapter by SDK": readBy(""),
  "first read, adapter by agent": readBy(AGENT),
  "first mail, bare SDK": `${BARE_READ}
    const { default: Mailjet } = await import("node-mailjet");
    const mailjet = Mailjet.apiConnect(pair.apiKey, pair.apiSecret, { config: { host: process.env.MAILJET } });
    await mailjet.post("send", { version: "v3.1" }).request(${MAIL});`,
  "first mail, adapter by SDK": mailBy(""),
  "first mail, adapter by agent": mailBy(AGENT),
};

const times = await timeScripts({
  scripts,
  rounds: Number(process.env.ROUNDS ?? 41),
  // Where the adapter's own dependencies are found.
  cwd: join(import.meta.dirname, "../../packages/aws"),
  env: {
    PATH: process.env.PATH,
    MAILJET: mailjet.host,
    NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(),
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: aws.region,
    AWS_ACCESS_KEY_ID: aws.accessKey.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.accessKey.secretAccessKey,
    AWS_TOKEN: aws.agent.token,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  },
});
await Promise.all([aws.close(), mailjet.close()]);

// The lower quartile: other work on the machine only ever adds.
const typical = (name) => quantile(times[name], 0.25);
for (const name of Object.keys(scripts)) {
  const ratio = typical(name) / typical(`${name.split(",")[0]}, bare SDK`);
  const budget = name.endsWith("adapter by SDK") ? " (budget 1.05x)" : "";
  console.log(
    `${name.padEnd(30)} ${typical(name).toFixed(1).padStart(7)} ms, ${ratio.toFixed(3)}x of the bare SDK${budget}`,
  );
}
