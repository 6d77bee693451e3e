import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { canaryForms, findCanary } from "../../../test/support/canary.ts";
import { OLD, surroundings } from "./support/surroundings.ts";

async function runDemo(environment: Record<string, string>): Promise<string> {
  const demo = join(import.meta.dirname, "../dist/demo.js");
  const env = { PATH: process.env["PATH"], DEBUG: "*", ...environment };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [demo], { env });
  return stdout + stderr;
}

it("npm start shows a mail accepted by the emulated Mailjet, and no key in any output, not even with DEBUG=*", async () => {
  const output = await runDemo({});
  expect(output).toMatch(/POST \/sign-up 202/);
  expect(output).toMatch(/GET \/health 200 .*"state":"fresh".*"provider":"conjur"/);
  // The pair is random: any text of its shape would be one of its halves.
  expect(output).not.toMatch(/[0-9a-f]{32}|[A-Za-z0-9+/]{40}|eyJ/);
});

it("with MAILJET_SECRETS_LIVE=1 uses the Conjur of the environment and lets Mailjet deliver nothing", async () => {
  const { mailjet, conjur, environment, jwt } = await surroundings(); // in place of the real ones
  const output = await runDemo({ ...environment, MAILJET_SECRETS_LIVE: "1", MAIL_FROM: "you@example.com" });
  expect(output).toMatch(/POST \/sign-up 202/);
  expect(conjur.loginCount).toBe(1);
  expect(mailjet.received).toMatchObject([{ status: 200, body: { SandboxMode: true } }]);
  expect(mailjet.messages).toEqual([]);
  expect(findCanary(output, canaryForms(OLD.apiKey, OLD.apiSecret, jwt))).toBeUndefined();
});
