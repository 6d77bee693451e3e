import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { type Clock, systemClock } from "@mailjet-secrets/core";
import type { MailjetFault } from "@mailjet-secrets/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { canaryForms, findCanary, printed } from "../../../test/support/canary.ts";
import type { MailjetAdmin } from "../src/index.ts";
import { adminOf, failureOf, MAIN, pairOf, SHOP, startMailjet } from "./support/mailjet.ts";

const run = promisify(execFile);
const built = pathToFileURL(join(import.meta.dirname, "../dist/index.js")).href;
const CANARIES = [...canaryForms(MAIN.apiKey, MAIN.apiSecret), ...canaryForms(SHOP.apiKey, SHOP.apiSecret)];
const LOGIN = Buffer.from(`${MAIN.apiKey}:${MAIN.apiSecret}`).toString("base64");
const QUOTING = `Key ${MAIN.apiKey} with ${MAIN.apiSecret} (Basic ${LOGIN}) or ${SHOP.apiKey}:${SHOP.apiSecret} is wrong`;

const CALLS: readonly ((admin: MailjetAdmin) => Promise<unknown>)[] = [
  (admin) => admin.listApiKeys(),
  (admin) => admin.findApiKey(SHOP.apiKey),
  (admin) => admin.createApiKey({ name: "new" }),
  (admin) => admin.updateApiKey("1004", { isActive: true, name: "shop" }),
  (admin) => admin.counters({ resolution: "hour" }),
  (admin) => admin.countMessages({ from: 0 }),
  (admin) => admin.listSenders({ includeDeleted: true }),
  (admin) => admin.countSenders(),
  (admin) => admin.listWebhooks(),
  (admin) => admin.listApiTokens(),
  (admin) => admin.listTemplates(),
  (admin) => admin.listUsers(),
  (admin) => admin.trySending({ from: "main@example.com" }),
];

const FAULTS: readonly MailjetFault[] = [
  ...[400, 401, 403, 404, 409, 429, 500].map(
    (status): MailjetFault => ({ kind: "error", status, message: QUOTING, code: QUOTING }),
  ),
  { kind: "error", status: 401, message: QUOTING, code: "mj-0001" },
  { kind: "status", status: 502, body: "html" },
  { kind: "redirect", location: `https://elsewhere.example.com/${MAIN.apiSecret}` },
  { kind: "reset" },
  { kind: "garbage", body: "cut" },
];

/** The machine's clock, but that nobody waits a second after a 429. */
const impatient: Clock = {
  ...systemClock,
  schedule: (callback, delayMs, options) => systemClock.schedule(callback, delayMs === 1_000 ? 0 : delayMs, options),
};

const shown = (thing: unknown): string | undefined => findCanary(printed(thing), CANARIES);

describe("nothing secret is shown", () => {
  it.each(FAULTS)("by the failure of any call: $kind $status", async (fault) => {
    const mailjet = await startMailjet({ listsSecrets: true });
    mailjet.fail(fault);
    const admin = adminOf(mailjet, { clock: impatient });
    for (const call of CALLS) {
      const outcome = await call(admin).catch((error: unknown) => error);
      expect(shown(outcome)).toBeUndefined();
    }
    expect(shown(admin)).toBeUndefined();
  });

  it("by what calls resolve to, although Mailjet's answers hold it", async () => {
    const mailjet = await startMailjet({ listsSecrets: true });
    const named = `named ${MAIN.apiKey}`;
    mailjet.addSender(MAIN.apiKey, "named@example.com", { name: named });
    mailjet.addTemplate(MAIN.apiKey, { name: named });
    mailjet.addWebhook(MAIN.apiKey, {
      url: `https://${MAIN.apiKey}:${MAIN.apiSecret}@hooks.example.com/${SHOP.apiSecret}`,
    });
    mailjet.addApiToken(MAIN.apiKey);
    const admin = adminOf(mailjet);
    for (const call of CALLS) {
      const promise = call(admin);
      expect(shown(promise)).toBeUndefined();
      const result = await promise;
      const made = mailjet.keys().slice(2);
      const forms = made.flatMap(({ apiKey, apiSecret }) => canaryForms(apiKey, apiSecret));
      expect(shown(result)).toBeUndefined();
      expect(findCanary(printed(result), forms)).toBeUndefined();
    }
    const created = mailjet.keys()[2];
    expect(created).toBeDefined();
    // What the search would have found: the emulator's answers do hold it.
    expect(shown(mailjet.keys())).toBeDefined();
    const tokens = await admin.listApiTokens();
    expect(Object.keys(tokens[0] ?? {})).not.toContain("token");
  });

  it("by the client, its credentials, and errors of misuse", async () => {
    const mailjet = await startMailjet();
    const admin = adminOf(mailjet);
    await admin.listApiKeys();
    for (const thing of [admin, pairOf(MAIN)]) expect(shown(thing)).toBeUndefined();
    const misuses = [
      admin.updateApiKey(MAIN.apiSecret, { isActive: false }),
      admin.counters({ resolution: MAIN.apiSecret as "hour" }),
      admin.createApiKey({ name: "" }),
    ];
    for (const misuse of misuses) expect(shown(await failureOf(misuse))).toBeUndefined();
  });

  it("by a pair that cannot be sent", async () => {
    const mailjet = await startMailjet();
    for (const pair of [
      { ...MAIN, apiSecret: `${MAIN.apiSecret}\n` },
      { ...MAIN, apiKey: `${MAIN.apiKey}ä` },
    ]) {
      const error = await failureOf(adminOf(mailjet, { pair }).countSenders());
      expect(error).toMatchObject({ code: "CREDENTIALS_REJECTED" });
      expect(shown(error)).toBeUndefined();
    }
  });

  it("by a process of its own under DEBUG=*", async () => {
    const mailjet = await startMailjet({ listsSecrets: true });
    const folder = await mkdtemp(join(tmpdir(), "mailjet-admin-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const script = join(folder, "run.mjs");
    await writeFile(
      script,
      `import { createMailjetAdmin } from ${JSON.stringify(built)};
       const credentials = { apiKey: () => process.env.KEY, apiSecret: () => process.env.SECRET };
       const admin = createMailjetAdmin({ credentials, host: process.argv[2] });
       console.log(await admin.listApiKeys(), await admin.createApiKey({ name: "new" }), admin);
       console.log(await admin.updateApiKey("999", { isActive: false }).catch((error) => error));
       await admin.close();`,
    );
    const { stdout, stderr } = await run(process.execPath, [script, mailjet.host], {
      timeout: 20_000,
      env: {
        PATH: process.env["PATH"],
        DEBUG: "*",
        NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(),
        KEY: MAIN.apiKey,
        SECRET: MAIN.apiSecret,
      },
    });
    expect(stdout).toContain("NOT_FOUND");
    const made = mailjet.keys().slice(2);
    expect(made).toHaveLength(1);
    const forms = made.flatMap(({ apiKey, apiSecret }) => canaryForms(apiKey, apiSecret));
    expect(findCanary(stdout + stderr, [...CANARIES, ...forms])).toBeUndefined();
  });
});
