// Sends one mail in the way that is named, and tells how long that took since the process was started.
import { createRequire } from "node:module";

const MAIL = { Messages: [{ From: { Email: "a@example.com" }, To: [{ Email: "b@example.com" }], TextPart: "x" }] };
const { AGENT_PORT, CONJUR_ACCOUNT, CONJUR_APPLIANCE_URL, CONJUR_AUTHN_API_KEY, CONJUR_AUTHN_LOGIN } = process.env;
const config = { host: process.env.MAILJET_HOST };

const OURS = {
  env: { provider: "env" },
  aws: { provider: "aws", secret: "mail" },
  "aws by the agent": { provider: "aws", secret: "mail", aws: { via: "agent", port: Number(AGENT_PORT) } },
  vault: { provider: "vault", secret: "mail", vault: { auth: { method: "appRole" } } },
  conjur: { provider: "conjur", secret: "mail", conjur: { auth: { method: "apiKey" } } },
};

const BARE_READS = {
  "process.env": () => ({ apiKey: process.env.MJ_APIKEY_PUBLIC, apiSecret: process.env.MJ_APIKEY_PRIVATE }),
  async "bare AWS SDK"() {
    const { GetSecretValueCommand, SecretsManagerClient } = await import("@aws-sdk/client-secrets-manager");
    const { SecretString } = await new SecretsManagerClient({}).send(new GetSecretValueCommand({ SecretId: "mail" }));
    return JSON.parse(SecretString);
  },
  async Powertools() {
    const { getSecret } = await import("@aws-lambda-powertools/parameters/secrets");
    return getSecret("mail", { transform: "json" });
  },
  async middy() {
    const { default: middy } = await import("@middy/core");
    const { default: secretsManager } = await import("@middy/secrets-manager");
    return middy()
      .use(secretsManager({ fetchData: { pair: "mail" }, setToContext: true }))
      .handler((_event, context) => context.pair)({}, { getRemainingTimeInMillis: () => 30_000 });
  },
  async "bare node-vault"() {
    const { default: nodeVault } = await import("node-vault");
    const client = nodeVault();
    await client.approleLogin({ role_id: process.env.VAULT_ROLE_ID, secret_id: process.env.VAULT_SECRET_ID });
    return (await client.read("secret/data/mail")).data.data;
  },
  async "bare fetch"() {
    const login = encodeURIComponent(CONJUR_AUTHN_LOGIN);
    const answer = await fetch(`${CONJUR_APPLIANCE_URL}/authn/${CONJUR_ACCOUNT}/${login}/authenticate`, {
      method: "POST",
      headers: { "accept-encoding": "base64" },
      body: CONJUR_AUTHN_API_KEY,
    });
    const headers = { authorization: `Token token="${await answer.text()}"` };
    return (await fetch(`${CONJUR_APPLIANCE_URL}/secrets/${CONJUR_ACCOUNT}/variable/mail`, { headers })).json();
  },
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
  const { apiKey, apiSecret } = await BARE_READS[name]();
  const { default: Mailjet } = await import("node-mailjet");
  return Mailjet.apiConnect(apiKey, apiSecret, { config });
}
