// One sign-up against the application, and what a person wants to see of it. `demo.ts` starts this.
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createMailjet } from "mailjet-secrets";
import { createSignUpApp } from "./sign-up-app.ts";

const CACHED_CALLS = 100_000;

const mailjet = createMailjet();
const live = process.env["MAILJET_SECRETS_LIVE"] === "1";
const from = process.env["MAIL_FROM"] ?? "shop@example.com";
const server = createSignUpApp(mailjet, { from, sandbox: live }).listen(0, "127.0.0.1");
await once(server, "listening");

const start = performance.now();
const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/sign-up`, {
  method: "POST",
  body: JSON.stringify({ email: process.env["MAIL_TO"] ?? "ann@example.org" }),
});
const firstMailMs = performance.now() - start;
const body = (await answer.json()) as { error?: string; Messages?: { Status: string; To: { MessageID?: string }[] }[] };
server.close();
server.closeAllConnections();

const message = body.Messages?.[0];
if (!answer.ok || message?.Status !== "success") {
  console.error(`The mail was not accepted: ${body.error ?? JSON.stringify(body)}`);
  process.exitCode = 1;
} else {
  for (let call = 0; call < CACHED_CALLS; call += 1) await mailjet.credentials(); // warm, as in a service that runs
  const startCached = performance.now();
  for (let call = 0; call < CACHED_CALLS; call += 1) await mailjet.credentials();
  const cachedMs = performance.now() - startCached;
  const { provider, fingerprint, state } = mailjet.status();
  const rows = {
    Provider: `${provider} (one word of configuration)`,
    Key: `fingerprint ${fingerprint}, ${state}; the application never saw the key`,
    "POST /sign-up": `${answer.status} in ${firstMailMs.toFixed(0)} ms, which read the secret and loaded node-mailjet`,
    Mailjet: `${message.Status}${live ? " (SandboxMode: checked, not delivered)" : `, message ${message.To[0]?.MessageID}`}`,
    "Cached calls": `${CACHED_CALLS.toLocaleString("en")} in ${cachedMs.toFixed(0)} ms, ${((cachedMs / CACHED_CALLS) * 1e6).toFixed(0)} ns each`,
  };
  for (const [name, text] of Object.entries(rows)) console.log(`  ${name.padEnd(14)} ${text}`);
}
await mailjet.close();
