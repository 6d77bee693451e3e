// The first read and the first mail of a new process: by the adapter over the same code with the bare SDK, and by the
// local agent. Budget: < 5 % over the bare SDK; by the agent no SDK is loaded.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { startAwsEmulator, startMailjetEmulator } from "@mailjet-secrets/testing";

const ROUNDS = Number(process.env.ROUNDS ?? 41);
const run = promisify(execFile);
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

const SCRIPTS = {
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

const env = {
  PATH: process.env.PATH,
  MAILJET: mailjet.host,
  NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(),
  AWS_ENDPOINT_URL: aws.url,
  AWS_REGION: aws.region,
  AWS_ACCESS_KEY_ID: aws.accessKey.accessKeyId,
  AWS_SECRET_ACCESS_KEY: aws.accessKey.secretAccessKey,
  AWS_TOKEN: aws.agent.token,
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
};
// Where the adapter's own dependencies are found.
const cwd = join(import.meta.dirname, "../../packages/aws");
const names = Object.keys(SCRIPTS);
const times = Object.fromEntries(names.map((name) => [name, []]));

// In turn, round by round, so that a slow moment of the machine falls on all of them; each round begins with another.
for (let round = 0; round <= ROUNDS; round += 1) {
  for (let turn = 0; turn < names.length; turn += 1) {
    const name = names[(round + turn) % names.length];
    const script = `const start = performance.now(); ${SCRIPTS[name]} console.log(performance.now() - start);`;
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], { cwd, env });
    if (round > 0) times[name].push(Number(stdout));
  }
}
await Promise.all([aws.close(), mailjet.close()]);

// The lower quartile: other work on the machine only ever adds.
const typical = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 4)];
for (const name of names) {
  const ratio = typical(times[name]) / typical(times[`${name.split(",")[0]}, bare SDK`]);
  const budget = name.endsWith("adapter by SDK") ? " (budget 1.05x)" : "";
  console.log(
    `${name.padEnd(30)} ${typical(times[name]).toFixed(1).padStart(7)} ms, ${ratio.toFixed(3)}x of the bare SDK${budget}`,
  );
}
