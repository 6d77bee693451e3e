import { inspect } from "node:util";
import { CancelRotateSecretCommand, PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { SecretsError } from "@mailjet-secrets/core";
import { expect, it } from "vitest";
import { createRotationHandler, type RotationEvent, type RotationOptions } from "../src/rotation.ts";
import { emulatedRotation } from "./support/emulated-rotation.ts";
import { GREEN, MASTER, OLD, SECRET, STEPS, versionId } from "./support/rotation-world.ts";

const [ONE, TWO] = [versionId(1), versionId(2)];

it.each([
  ["an unknown step", { Step: "rollbackSecret" }, /no step "rollbackSecret"\. .*createSecret, setSecret/],
  ["no secret", { SecretId: "" }, /Step or SecretId is missing/],
  ["no version", { ClientRequestToken: "1" }, /ClientRequestToken of the event is not the id of a version/],
  ["a rotation token that is no text", { RotationToken: 7 }, /RotationToken of the event is no text/],
])("refuses an event with %s before it opens anything", async (_title, event, message) => {
  const handler = createRotationHandler({ plan: "blue-green", blueSecret: "blue", greenSecret: "green" });
  const whole = { Step: "createSecret", SecretId: "billing", ClientRequestToken: ONE, ...event } as RotationEvent;
  await expect(handler(whole)).rejects.toMatchObject({
    code: "INVALID_CONFIG",
    message: expect.stringMatching(message),
  });
});

it.each(STEPS)("refuses %s for a version that no rotation is to make", async (step) => {
  const world = await emulatedRotation();
  await world.rotate(ONE);
  await world.clearPending();
  world.aws.putSecret("billing", GREEN);
  world.aws.putSecret("billing", OLD);
  await world.request(TWO);
  const unknown = world.call(step, versionId(9));
  await expect(unknown).rejects.toMatchObject({ code: "CONFLICT", message: expect.stringContaining("has no version") });
  const former = (await world.labels())["AWSPREVIOUS"] ?? "";
  const notPending = world.call(step, former);
  await expect(notPending).rejects.toMatchObject({ message: expect.stringContaining("is not AWSPENDING") });
  await world.client.send(new CancelRotateSecretCommand({ SecretId: "billing" }));
  await expect(world.call(step, TWO)).rejects.toMatchObject({
    code: "INVALID_CONFIG",
    message: expect.stringContaining('Rotation is not switched on for the secret "billing"'),
  });
});

it.each(["setSecret", "testSecret", "finishSecret"])("refuses %s before createSecret", async (step) => {
  const world = await emulatedRotation();
  await world.request(ONE);
  await expect(world.call(step, ONE)).rejects.toMatchObject({ code: "CONFLICT", message: /no pending value yet/ });
  expect(await world.labels()).not.toMatchObject({ AWSCURRENT: ONE });
});

it("says what to do when the account may have no further key", async () => {
  const world = await emulatedRotation({}, { maximumKeys: 3 });
  world.mailjet.deactivate(GREEN.apiKey);
  await world.request(ONE);
  await expect(world.call("createSecret", ONE)).rejects.toMatchObject({
    code: "ACCESS_DENIED",
    message: expect.stringMatching(/has 3, of which 1 are deactivated.*Ask Mailjet's support.*blue-green/s),
  });
  expect(await world.keys()).toHaveLength(3);
});

it("refuses an administration pair that is not the primary key's", async () => {
  const world = await emulatedRotation();
  world.aws.putSecret("mailjet-admin", OLD);
  await world.request(ONE);
  const message = expect.stringContaining('"mailjet-admin" does not hold the pair of the account\'s primary key');
  await expect(world.call("createSecret", ONE)).rejects.toMatchObject({ code: "INVALID_CONFIG", message });
});

it("refuses to make a key of this account for a secret that holds one of another", async () => {
  const world = await emulatedRotation();
  world.aws.putSecret("billing", { apiKey: "e0e1e2e3e4e5e6e7e8e9eaebecedeeef", apiSecret: GREEN.apiSecret });
  await world.request(ONE);
  const message = expect.stringContaining("is none of this Mailjet account");
  await expect(world.call("createSecret", ONE)).rejects.toMatchObject({ code: "INVALID_CONFIG", message });
  expect(await world.keys()).toHaveLength(3);
});

it("lists the addresses that the new key may not send from, and takes it if told to accept that", async () => {
  const keys = [
    { ...MASTER, isMaster: true },
    { ...OLD, senders: ["shop@example.com", "news@example.com", "*@example.org"] },
  ];
  const settings: Partial<RotationOptions> & { acceptMissingSenders?: boolean } = {};
  const world = await emulatedRotation(settings, { keys, metaSenders: ["shop@example.com"] });
  await world.request(ONE);
  await world.call("createSecret", ONE);
  await expect(world.call("testSecret", ONE)).rejects.toMatchObject({
    code: "INVALID_CONFIG",
    message: expect.stringContaining("may not send from news@example.com, *@example.org, as the current one may"),
  });
  expect((await world.labels())["AWSCURRENT"]).not.toBe(ONE);
  Object.assign(settings, { acceptMissingSenders: true });
  await world.call("testSecret", ONE, { isNew: true });
  expect(world.log.at(-1)?.details).toMatchObject({ missingSenders: ["news@example.com", "*@example.org"] });
  expect(world.mailjet.messages).toEqual([]);
});

it("refuses a new key that may not send from the address that is configured", async () => {
  const world = await emulatedRotation({ sender: "other@example.com" });
  await world.request(ONE);
  await world.call("createSecret", ONE);
  await expect(world.call("testSecret", ONE)).rejects.toMatchObject({
    code: "INVALID_CONFIG",
    message: expect.stringMatching(/would not take a mail from other@example\.com .*\(send-0008\)/),
  });
});

it("does not undo what somebody else changed in the secret since the rotation began", async () => {
  const world = await emulatedRotation();
  await world.request(ONE);
  for (const step of STEPS.slice(0, 3)) await world.call(step, ONE);
  const SecretString = JSON.stringify({ ...SECRET, team: "sales" });
  await world.client.send(new PutSecretValueCommand({ SecretId: "billing", SecretString }));
  await expect(world.call("finishSecret", ONE)).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await world.value()).toMatchObject({ team: "sales" });
});

it("makes no key when too little time is left to store it", async () => {
  const world = await emulatedRotation();
  await world.request(ONE);
  await expect(world.call("createSecret", ONE, { leftMs: 5_900 })).rejects.toMatchObject({ code: "TIMEOUT" });
  expect(await world.keys()).toHaveLength(3);
});

it("tests what is there when rotation is only switched on", async () => {
  const world = await emulatedRotation();
  world.aws.putSecret("billing", SECRET, { versionId: ONE, stages: ["AWSPENDING"] });
  await world.request(ONE);
  await world.call("testSecret", ONE);
  expect(world.log.at(-1)).toMatchObject({ step: "testSecret", outcome: "done" });
});

it("holds no value in any error", async () => {
  const world = await emulatedRotation();
  const values = [...Object.values(MASTER), ...Object.values(OLD)];
  await world.request(ONE);
  const errors: unknown[] = [];
  const attempt = (step: string): Promise<void> =>
    world.call(step, ONE).catch((error: unknown) => void errors.push(error));
  for (const status of [401, 403, 400, 500]) {
    world.mailjet.fail({ kind: "status", status, times: 1 });
    await attempt("createSecret");
  }
  world.aws.putSecret("mailjet-admin", { ...MASTER, apiSecret: MASTER.apiKey });
  await attempt("createSecret");
  world.aws.putSecret("mailjet-admin", `${MASTER.apiKey} ${MASTER.apiSecret}`);
  await attempt("createSecret");
  world.aws.deny("PutSecretValue");
  world.aws.putSecret("mailjet-admin", MASTER);
  await attempt("createSecret");
  expect(errors).toHaveLength(7);
  for (const error of errors) expect(error).toBeInstanceOf(SecretsError);
  const secrets = [...values, ...(await world.keys()).map(({ APIKey }) => APIKey)];
  for (const value of secrets) {
    expect(inspect(errors, { depth: 9 })).not.toContain(value);
    expect(JSON.stringify([errors, world.log])).not.toContain(value);
  }
});

it.each<[string, object, RegExp]>([
  ["no plan", {}, /option plan is missing: new-sub-account or blue-green/],
  ["an unknown plan", { plan: "blue-gren" }, /no rotation plan "blue-gren"\. Did you mean blue-green/],
  ["no secret of the primary key", { plan: "new-sub-account" }, /needs adminSecret/],
  ["no colours", { plan: "blue-green" }, /needs blueSecret and greenSecret/],
  ["an option of the other plan", { plan: "new-sub-account", adminSecret: "a", blueSecret: "b" }, /blueSecret/],
  ["a wrong duration", { plan: "new-sub-account", adminSecret: "a", deactivateOldAfterMs: -1 }, /deactivateOldAfterMs/],
  ["an empty text", { plan: "new-sub-account", adminSecret: " " }, /adminSecret is no text/],
  ["the agent", { plan: "new-sub-account", adminSecret: "a", aws: { via: "agent" } }, /cannot write/],
])("refuses options with %s", (_title, options, message) => {
  expect(() => createRotationHandler(options as RotationOptions)).toThrow(message);
});
