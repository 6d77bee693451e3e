import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { environmentOptions, VARIABLES } from "../src/rotation/environment-options.ts";
import { emulatedRotation } from "./support/emulated-rotation.ts";
import { GREEN, MASTER, OLD, STEPS, versionId } from "./support/rotation-world.ts";

const ONE = versionId(1);
// As Lambda does: a module that has nothing but the handler, called with event and context.
const RUNTIME = `
  import { handler } from "@mailjet-secrets/aws/rotation";
  for (const Step of ${JSON.stringify(STEPS)}) {
    const event = { Step, SecretId: "billing", ClientRequestToken: "${ONE}" };
    const left = Date.now() + 60_000;
    await handler(event, { getRemainingTimeInMillis: () => left - Date.now() });
  }`;

async function runHandler(
  environment: Readonly<Record<string, string>>,
): Promise<{ readonly stdout: string; readonly stderr: string; readonly code: unknown }> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", RUNTIME], {
    cwd: join(import.meta.dirname, ".."),
    env: { PATH: process.env["PATH"], AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true", ...environment },
  });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { stdout, stderr, code };
}

it.each([
  ["new-sub-account", { MAILJET_ADMIN_SECRET_ID: "mailjet-admin", MAILJET_ROTATION_SENDER: "shop@example.com" }],
  ["blue-green", { MAILJET_BLUE_SECRET_ID: "blue", MAILJET_GREEN_SECRET_ID: "green" }],
] as const)("rotates as a function without code, by %s, with a line of JSON for each step", async (plan, variables) => {
  const world = await emulatedRotation();
  await world.request(ONE);
  const { aws, mailjet } = world;
  const { stdout, stderr, code } = await runHandler({
    MAILJET_ROTATION_PLAN: plan,
    ...variables,
    MAILJET_SECRETS_HOST: mailjet.host,
    NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(),
    AWS_REGION: aws.region,
    AWS_ACCESS_KEY_ID: aws.accessKey.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.accessKey.secretAccessKey,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: aws.url,
  });
  expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
  const lines = stdout.trimEnd().split("\n");
  const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(entries.map(({ step, outcome }) => [step, outcome])).toEqual(STEPS.map((step) => [step, "done"]));
  expect(await world.labels()).toMatchObject({ AWSCURRENT: ONE });
  for (const value of [MASTER, OLD, GREEN].flatMap((pair) => Object.values(pair))) expect(stdout).not.toContain(value);
});

it("says what is wrong with its environment, all of it, at the first call", async () => {
  const { stdout, stderr, code } = await runHandler({
    MAILJET_ROTATION_PLANS: "blue-green",
    MAILJET_ROTATION_PLAN: "green",
  });
  expect(code).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toContain("MAILJET_ROTATION_PLANS is not one of its variables");
  expect(stderr).toContain("MAILJET_ROTATION_PLAN is neither new-sub-account nor blue-green");
});

it("reads all options of a plan from the environment, and takes empty variables for none", () => {
  expect(
    environmentOptions({
      [VARIABLES.plan]: "new-sub-account",
      [VARIABLES.adminSecret]: "mailjet-admin",
      [VARIABLES.keyName]: "billing",
      [VARIABLES.deactivateOldAfterMs]: "86400000",
      [VARIABLES.sender]: "shop@example.com",
      [VARIABLES.acceptMissingSenders]: "1",
      [VARIABLES.host]: "api.us.mailjet.com",
    }),
  ).toEqual({
    plan: "new-sub-account",
    adminSecret: "mailjet-admin",
    keyName: "billing",
    deactivateOldAfterMs: 86_400_000,
    sender: "shop@example.com",
    acceptMissingSenders: true,
    mailjet: { host: "api.us.mailjet.com" },
  });
  const empty = Object.fromEntries(Object.values(VARIABLES).map((name) => [name, " "]));
  const colours = { [VARIABLES.blueSecret]: "blue", [VARIABLES.greenSecret]: "green" };
  expect(environmentOptions({ ...empty, [VARIABLES.plan]: "blue-green", ...colours })).toEqual({
    plan: "blue-green",
    blueSecret: "blue",
    greenSecret: "green",
    acceptMissingSenders: false,
  });
});

it.each([
  [{}, /MAILJET_ROTATION_PLAN is not set/],
  [{ MAILJET_ROTATION_PLAN: "new-sub-account" }, /MAILJET_ADMIN_SECRET_ID is not set/],
  [{ MAILJET_ROTATION_PLAN: "blue-green" }, /MAILJET_BLUE_SECRET_ID is not set; MAILJET_GREEN_SECRET_ID is not set/],
  [{ MAILJET_ROTATION_DEACTIVATE_OLD_AFTER_MS: "7 days" }, /DEACTIVATE_OLD_AFTER_MS is neither a number nor never/],
  [{ MAILJET_ROTATION_ACCEPT_MISSING_SENDERS: "yes" }, /ACCEPT_MISSING_SENDERS is neither 0 nor 1/],
])("refuses the environment %j", (environment, message) => {
  expect(() => environmentOptions(environment)).toThrow(message);
});
