// npm start: the application against an emulated Mailjet, or with MAILJET_SECRETS_LIVE=1 against the real one.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { startMailjetEmulator } from "@mailjet-secrets/testing";

const live = process.env["MAILJET_SECRETS_LIVE"] === "1";
console.log(
  `\nA mail with keys that no application code holds, sent to ${live ? "Mailjet" : "an emulated Mailjet"}:\n`,
);
// Nobody rotates anything here: a wrong pair shall be told at once.
const liveEnvironment = { MAILJET_SECRETS_ROTATION_GRACE_MS: "0", ...process.env };
process.exitCode = live ? await show(liveEnvironment) : await showEmulated();
console.log(
  live
    ? ""
    : "\nWith your own keys: MAILJET_SECRETS_LIVE=1 MJ_APIKEY_PUBLIC=… MJ_APIKEY_PRIVATE=… MAIL_FROM=… npm start\n",
);

async function showEmulated(): Promise<number> {
  const pair = { apiKey: randomBytes(16).toString("hex"), apiSecret: randomBytes(16).toString("hex") };
  const mailjet = await startMailjetEmulator({ keys: [pair] });
  try {
    // Nothing of the surroundings but the PATH: neither keys, nor configuration, nor a proxy of yours has a part in it.
    const code = await show({
      PATH: process.env["PATH"],
      MJ_APIKEY_PUBLIC: pair.apiKey,
      MJ_APIKEY_PRIVATE: pair.apiSecret,
      MAILJET_SECRETS_HOST: mailjet.host,
      NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(), // read by Node.js at its start only, hence a process of its own
    });
    if (code === 0 && mailjet.messages.length !== 1) throw new Error("The emulated Mailjet has not accepted one mail.");
    return code;
  } finally {
    await mailjet.close();
  }
}

async function show(environment: NodeJS.ProcessEnv): Promise<number> {
  const script = join(import.meta.dirname, "show.js");
  const child = spawn(process.execPath, [script], { env: environment, stdio: "inherit" });
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? 1;
}
