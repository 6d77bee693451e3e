import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { canaryForms, findCanary } from "../support/canary.ts";

const PAIR = { apiKey: "3f9c1d7be2a84605b1c7d9e0f2a4b6c8", apiSecret: "c45e90ab7d1f4e268a3b5c7d9e1f2a40" };
const FORMS = canaryForms(PAIR.apiKey, PAIR.apiSecret);
const REFUSED = "127.0.0.1:9";

/** Runs a script from the workspace's root, where the package `debug` is installed, with everything switched on. */
async function output(script: string): Promise<string> {
  const environment = { PATH: process.env["PATH"], DEBUG: "*", PAIR: JSON.stringify(PAIR) };
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "-e", `const pair = JSON.parse(process.env.PAIR);\n${script}`],
    { cwd: join(import.meta.dirname, "../.."), env: environment },
  );
  return stdout + stderr;
}

it("node-mailjet by itself prints the pair with DEBUG=*, so that the next test can fail", async () => {
  const script = `import Mailjet from "node-mailjet";
    await new Mailjet.Client({ ...pair, config: { host: "${REFUSED}" } }).get("sender").request().catch(() => {});`;
  expect(findCanary(await output(script), FORMS)).toBeDefined();
});

it("nothing prints the pair with DEBUG=*, and other words of DEBUG stay switched on", async () => {
  const script = `import { createMailjetClientFactory } from "@mailjet-secrets/core";
    const provider = { name: "own", read: async () => ({ values: pair }) };
    const mailjet = createMailjetClientFactory({ provider, mailjet: { host: "${REFUSED}" } });
    await mailjet.get("sender").request().catch((error) => console.log(error));
    const { default: debug } = await import("debug");
    console.log("others on:", debug.enabled("express"));`;
  const printed = await output(script);
  expect(printed).toContain("others on: true");
  expect(findCanary(printed, FORMS)).toBeUndefined();
});
