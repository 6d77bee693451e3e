// What an application would write to read its pair, if it had no library of ours; each in its shortest form.
const { CONJUR_ACCOUNT, CONJUR_APPLIANCE_URL, CONJUR_AUTHN_API_KEY, CONJUR_AUTHN_LOGIN } = process.env;
const CONJUR_LOGIN = `/authn/${CONJUR_ACCOUNT}/${encodeURIComponent(CONJUR_AUTHN_LOGIN)}/authenticate`;
const conjurSecret = (id) => `/secrets/${CONJUR_ACCOUNT}/variable/${id}`;

/** By name, functions that log in where that is needed, and give one that reads the pair with an id. */
export const BARE_READERS = {
  "process.env": () => () => ({ apiKey: process.env.MJ_APIKEY_PUBLIC, apiSecret: process.env.MJ_APIKEY_PRIVATE }),
  /** `settings`: of the SDK's client. */
  async "bare AWS SDK"(settings = {}) {
    const { GetSecretValueCommand, SecretsManagerClient } = await import("@aws-sdk/client-secrets-manager");
    const client = new SecretsManagerClient(settings);
    return async (id) => JSON.parse((await client.send(new GetSecretValueCommand({ SecretId: id }))).SecretString);
  },
  async Powertools() {
    const { getSecret } = await import("@aws-lambda-powertools/parameters/secrets");
    return (id) => getSecret(id, { transform: "json" });
  },
  async middy() {
    const { default: middy } = await import("@middy/core");
    const { default: secretsManager } = await import("@middy/secrets-manager");
    return (id) =>
      middy()
        .use(secretsManager({ fetchData: { pair: id }, setToContext: true }))
        .handler((_event, context) => context.pair)({}, { getRemainingTimeInMillis: () => 30_000 });
  },
  async "bare node-vault"() {
    const { default: nodeVault } = await import("node-vault");
    const client = nodeVault();
    await client.approleLogin({ role_id: process.env.VAULT_ROLE_ID, secret_id: process.env.VAULT_SECRET_ID });
    return async (id) => (await client.read(`secret/data/${id}`)).data.data;
  },
  async "bare fetch"() {
    const login = { method: "POST", headers: { "accept-encoding": "base64" }, body: CONJUR_AUTHN_API_KEY };
    const token = await (await fetch(CONJUR_APPLIANCE_URL + CONJUR_LOGIN, login)).text();
    const headers = { authorization: `Token token="${token}"` };
    return async (id) => (await fetch(CONJUR_APPLIANCE_URL + conjurSecret(id), { headers })).json();
  },
  async "bare node:http"() {
    const { Agent, request } = await import("node:http");
    const { text } = await import("node:stream/consumers");
    const agent = new Agent({ keepAlive: true });
    const send = (method, path, headers, body) =>
      new Promise((resolve, reject) => {
        const sent = request(CONJUR_APPLIANCE_URL + path, { method, headers, agent }, (answer) =>
          resolve(text(answer)),
        );
        sent.on("error", reject).end(body);
      });
    const token = await send("POST", CONJUR_LOGIN, { "accept-encoding": "base64" }, CONJUR_AUTHN_API_KEY);
    const headers = { authorization: `Token token="${token}"` };
    return async (id) => JSON.parse(await send("GET", conjurSecret(id), headers));
  },
};
