// The first read of a new process by the Conjur adapter, against an emulator: as a ratio to the same two requests by bare
// node:http.
import { join } from "node:path";
import { startConjurEmulator } from "@mailjet-secrets/testing";
import { quantile, ratio, timeScripts } from "./support/time-scripts.mjs";

const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
const LOGIN = { login: "host/mailjet/app", apiKey: "1abcdefghjkmnpqrstvwxyz0123456789abcdefghjkmnpqrstvw" };
const conjur = await startConjurEmulator({
  roles: [LOGIN],
  variables: {
    "mailjet/pair": JSON.stringify(PAIR),
    "mailjet/apiKey": PAIR.apiKey,
    "mailjet/apiSecret": PAIR.apiSecret,
  },
});

const BARE = `
  const { Agent, request } = await import("node:http");
  const agent = new Agent({ keepAlive: true });
  const send = (method, path, headers, body) => new Promise((resolve, reject) => {
    request(process.env.CONJUR_APPLIANCE_URL + path, { method, headers, agent }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (chunk) => { text += chunk; }).on("end", () => resolve(text));
    }).on("error", reject).end(body);
  });
  const { CONJUR_ACCOUNT: account, CONJUR_AUTHN_LOGIN: login, CONJUR_AUTHN_API_KEY: key } = process.env;
  const token = await send("POST", "/authn/" + account + "/" + encodeURIComponent(login) + "/authenticate", {}, key);
  const authorization = 'Token token="' + Buffer.from(token).toString("base64") + '"';
  JSON.parse(await send("GET", "/secrets/" + account + "/variable/mailjet%2Fpair", { authorization }));`;
const readBy = (secret) => `
  const { conjurProvider } = await import("@mailjet-secrets/conjur");
  await conjurProvider().read(${secret}, { signal: new AbortController().signal });`;
const times = await timeScripts({
  scripts: {
    "bare node:http": BARE,
    "adapter, one variable": readBy(`{ id: "mailjet/pair" }`),
    "adapter, two variables": readBy(`{ id: "mailjet", fields: ["apiKey", "apiSecret"] }`),
    "import and creation alone": `
      const { conjurProvider } = await import("@mailjet-secrets/conjur");
      conjurProvider();`,
  },
  rounds: Number(process.env.ROUNDS ?? 21),
  cwd: join(import.meta.dirname, "../../packages/conjur"),
  env: {
    PATH: process.env.PATH,
    CONJUR_APPLIANCE_URL: conjur.url,
    CONJUR_ACCOUNT: conjur.account,
    CONJUR_AUTHN_LOGIN: LOGIN.login,
    CONJUR_AUTHN_API_KEY: LOGIN.apiKey,
  },
});
await conjur.close();

for (const [name, measured] of Object.entries(times)) {
  const share = ratio(measured, times["bare node:http"]).toFixed(2);
  console.log(
    `first read, ${name.padEnd(26)} ${quantile(measured).toFixed(1).padStart(7)} ms, ${share}x of bare node:http`,
  );
}
