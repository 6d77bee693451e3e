// npm start: the script and a file .env, against an emulated Mailjet; with MAILJET_SECRETS_LIVE=1 against the real one.
import { type Emulated, type Pair, runExample, temporaryFolder } from "@mailjet-secrets/example-support";

await runExample({
  title: "A script whose key pair is in a file .env:",
  script: new URL("./main.js", import.meta.url),
  emulate: writeEnvFile,
  live: "MJ_APIKEY_PUBLIC=… MJ_APIKEY_PRIVATE=… MAIL_FROM=…",
});

async function writeEnvFile({ apiKey, apiSecret }: Pair): Promise<Emulated> {
  const text = `MJ_APIKEY_PUBLIC=${apiKey}\nMJ_APIKEY_PRIVATE=${apiSecret}\n`;
  const { path, remove } = await temporaryFolder({ ".env": text });
  return { directory: path, environment: {}, close: remove };
}
