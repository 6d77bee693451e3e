import { expect, it } from "vitest";
import { keyNames } from "../src/rotation/key-name.ts";
import type { RotationOptions } from "../src/rotation.ts";
import { emulatedRotation } from "./support/emulated-rotation.ts";
import { fastClock } from "./support/fast-clock.ts";
import { GREEN, MASTER, OLD, type RotationWorld, STEPS, sendMail, versionId } from "./support/rotation-world.ts";

const [ONE, TWO, THREE] = [versionId(1), versionId(2), versionId(3)];
const KEY_NAMES = keyNames("billing", ONE);
const RESET_SECRET = "0123456789abcdef0123456789abcdef";

async function inactive(world: RotationWorld): Promise<string[]> {
  return (await world.keys()).filter(({ IsActive }) => !IsActive).map(({ Name }) => Name);
}

async function idOf(world: RotationWorld, apiKey: string): Promise<string> {
  return String((await world.keys()).find((key) => key.APIKey === apiKey)?.ID);
}

it("deactivates a former key when the rotation after the one that replaced it begins, if it is silent", async () => {
  const world = await emulatedRotation();
  await world.rotate(ONE);
  expect(await inactive(world)).toEqual([]);
  await world.rotate(TWO);
  expect(await inactive(world)).toEqual(["billing old"]);
  await world.rotate(THREE);
  expect(await inactive(world)).toEqual(["billing old", KEY_NAMES.next(0)]);
  expect(world.log.find(({ version }) => version === TWO)?.details).toMatchObject({
    deactivatedOldKeys: [await idOf(world, OLD.apiKey)],
  });
});

it("tells rotations apart whose versions were named by a person and begin alike: a key in use is none that was lost", async () => {
  const world = await emulatedRotation();
  for (const month of ["09", "10", "11", "12"]) {
    await sendMail(world.mailjet, OLD);
    await world.rotate(`rotation-of-the-mailjet-key-2026-${month}`);
  }
  // Made in September and October, and silent since; the one of the beginning still sends.
  expect(await inactive(world)).toHaveLength(2);
  expect((await world.keys()).find(({ APIKey }) => APIKey === OLD.apiKey)?.IsActive).toBe(true);
  expect(world.log.flatMap(({ details }) => details["deactivatedLostKeys"] ?? [])).toEqual([]);
});

it("keeps a former key that is still used, and its pair by a label, until it is silent", async () => {
  const settings: { deactivateOldAfterMs?: number } = {};
  const world = await emulatedRotation(settings as Partial<RotationOptions>);
  const first = (await world.labels())["AWSCURRENT"];
  await world.rotate(ONE);
  await sendMail(world.mailjet, OLD);
  await world.rotate(TWO);
  const label = `MAILJET_OLD_${await idOf(world, OLD.apiKey)}`;
  expect(await world.labels()).toMatchObject({ AWSCURRENT: TWO, AWSPREVIOUS: ONE, [label]: first });
  expect(await inactive(world)).toEqual([]);
  await world.rotate(THREE);
  expect(await world.labels()).toMatchObject({ [label]: first });
  expect(await inactive(world)).toEqual([KEY_NAMES.next(0)]);
  settings.deactivateOldAfterMs = 0;
  const FOUR = versionId(4);
  await world.request(FOUR);
  await world.call("createSecret", FOUR, { isNew: true });
  expect(await inactive(world)).toContain("billing old");
  expect(await world.labels()).not.toHaveProperty(label);
});

it("tells by Mailjet's clock whether a former key is silent, whatever the function's own says", async () => {
  const ahead = { ...fastClock, now: () => fastClock.now() + 30 * 86_400_000 };
  const world = await emulatedRotation({ clock: ahead });
  await world.rotate(ONE);
  await sendMail(world.mailjet, OLD);
  await world.rotate(TWO);
  expect(await inactive(world)).toEqual([]);
});

it("deactivates no former key if told never to", async () => {
  const world = await emulatedRotation({ deactivateOldAfterMs: "never" });
  await world.rotate(ONE);
  await world.rotate(TWO);
  await world.rotate(THREE);
  expect(await inactive(world)).toEqual([]);
});

it.each([
  ["the primary key", MASTER],
  ["the current key with its former secret", { ...GREEN, apiSecret: RESET_SECRET }],
  ["a key whose secret was reset", { ...OLD, apiSecret: RESET_SECRET }],
  ["a key of another account", { apiKey: "e0e1e2e3e4e5e6e7e8e9eaebecedeeef", apiSecret: RESET_SECRET }],
])("leaves %s alone where a silent former key would be deactivated", async (_title, previous) => {
  const world = await emulatedRotation();
  world.aws.putSecret("billing", previous);
  world.aws.putSecret("billing", GREEN);
  await world.rotate(ONE);
  expect(await inactive(world)).toEqual([]);
  expect(Object.keys(await world.labels()).sort()).toEqual(["AWSCURRENT", "AWSPENDING", "AWSPREVIOUS"]);
});

it("takes a former version without a pair in it for none", async () => {
  const world = await emulatedRotation();
  world.aws.putSecret("billing", "to be filled in");
  world.aws.putSecret("billing", GREEN);
  await world.rotate(ONE);
  expect(await world.labels()).toMatchObject({ AWSCURRENT: ONE });
});

it("does not hold a rotation up because a former key cannot be asked", async () => {
  const world = await emulatedRotation();
  await world.rotate(ONE);
  world.mailjet.fail({ kind: "status", status: 503, path: "/v3/REST/message" });
  await world.rotate(TWO);
  expect(await world.labels()).toMatchObject({ AWSCURRENT: TWO });
  expect(await inactive(world)).toEqual([]);
  world.mailjet.clearFaults();
  await world.rotate(THREE);
  expect(await inactive(world)).toEqual(["billing old", KEY_NAMES.next(0)]);
});

it("rotates away from a key that was deactivated because it had leaked", async () => {
  const world = await emulatedRotation({ sender: "shop@example.com" });
  world.mailjet.deactivate(OLD.apiKey);
  await world.rotate(ONE);
  expect(await world.labels()).toMatchObject({ AWSCURRENT: ONE });
  expect(world.log.find(({ step }) => step === "testSecret")?.details).toMatchObject({ sendersCompared: false });
});

it("goes on when Mailjet's answer to the deactivation of a former key is lost", async () => {
  const world = await emulatedRotation();
  await world.rotate(ONE);
  await world.request(TWO);
  world.mailjet.fail({ kind: "reset", path: "/v3/REST/apikey/", afterProcessing: true, times: 1 });
  await expect(world.call("createSecret", TWO)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  expect(await inactive(world)).toEqual(["billing old"]);
  for (const step of STEPS) await world.call(step, TWO, { isNew: true });
  expect(await world.labels()).toMatchObject({ AWSCURRENT: TWO, AWSPREVIOUS: ONE });
  expect(await inactive(world)).toEqual(["billing old"]);
});

it("goes on when AWS's answer to the label of a former version is lost", async () => {
  const world = await emulatedRotation();
  await world.rotate(ONE);
  await sendMail(world.mailjet, OLD);
  await world.request(TWO);
  const held = world.aws.hold("UpdateSecretVersionStage");
  const ended = world.call("createSecret", TWO, { endWhen: held.arrived(1) });
  await expect(ended).rejects.toMatchObject({ code: "TIMEOUT" });
  held.release();
  for (const step of STEPS) await world.call(step, TWO, { isNew: true });
  expect(await world.labels()).toMatchObject({
    AWSCURRENT: TWO,
    [`MAILJET_OLD_${await idOf(world, OLD.apiKey)}`]: expect.any(String),
  });
});
