import { createHash } from "node:crypto";
import { systemClock } from "@mailjet-secrets/core";
import { expect, it } from "vitest";
import { keyNames } from "../src/rotation/key-name.ts";
import { emulatedRotation } from "./support/emulated-rotation.ts";
import { GREEN, type KeyRow, MASTER, OLD, SECRET, STEPS, versionId } from "./support/rotation-world.ts";

const [ONE, TWO, THREE] = [versionId(1), versionId(2), versionId(3)];
const KEY_NAMES = keyNames("billing", ONE);
const active = (keys: readonly KeyRow[]): string[] => keys.filter((key) => key.IsActive).map((key) => key.Name);

it("makes a new key, waits for it, tests it and makes its pair the current one", async () => {
  const world = await emulatedRotation({ sender: "shop@example.com" });
  const before = (await world.labels())["AWSCURRENT"];
  await world.rotate(ONE);
  expect(await world.labels()).toMatchObject({ AWSCURRENT: ONE, AWSPREVIOUS: before });
  const key = (await world.keys()).at(-1);
  expect(key).toMatchObject({ Name: KEY_NAMES.next(0), IsActive: true });
  const value = await world.value();
  expect(value).toMatchObject({ public: key?.APIKey, team: "billing", port: 587 });
  expect(Object.keys(value ?? {})).toEqual(Object.keys(SECRET));
});

it("rotates twice in a row, and again when each step is repeated", async () => {
  const world = await emulatedRotation();
  await world.rotate(ONE);
  await world.rotate(TWO);
  await world.request(THREE);
  for (const step of STEPS) {
    await world.call(step, THREE);
    await world.call(step, THREE, { isNew: true });
  }
  expect(await world.labels()).toMatchObject({ AWSCURRENT: THREE, AWSPREVIOUS: TWO });
  expect((await world.keys()).map(({ Name }) => Name).slice(3)).toEqual(
    [1, 2, 3].map((number) => keyNames("billing", versionId(number)).next(0)),
  );
  expect(world.log.slice(-3).map(({ outcome }) => outcome)).toEqual(["done", "done", "repeated"]);
});

it("does nothing in any step once the version is the current one", async () => {
  const world = await emulatedRotation();
  await world.rotate(ONE);
  const received = world.mailjet.received.length;
  for (const step of STEPS) await world.call(step, ONE);
  expect(world.mailjet.received).toHaveLength(received);
  expect(world.log.slice(-4).map(({ outcome }) => outcome)).toEqual(Array(4).fill("repeated"));
});

it("takes turns between two permanent pairs, by their values", async () => {
  const world = await emulatedRotation({ plan: "blue-green" });
  await world.rotate(ONE);
  expect(await world.value()).toEqual({ ...SECRET, public: GREEN.apiKey, private: GREEN.apiSecret });
  await world.rotate(TWO);
  expect(await world.value()).toEqual(SECRET);
  expect(active(await world.keys())).toEqual(["main", "billing old", "billing green"]);
  await world.request(THREE);
  for (const step of STEPS) {
    await world.call(step, THREE);
    await world.call(step, THREE, { isNew: true });
  }
  expect(await world.value()).toMatchObject({ public: GREEN.apiKey });
});

it("goes to the other colour although the active one has a new secret in its own place", async () => {
  const world = await emulatedRotation({ plan: "blue-green" });
  world.aws.putSecret("blue", { ...OLD, apiSecret: "0123456789abcdef0123456789abcdef" });
  await world.rotate(ONE);
  expect(await world.value()).toMatchObject({ public: GREEN.apiKey });
});

it("keeps the colour that was chosen when the idle secret is replaced before a repeated step", async () => {
  const world = await emulatedRotation({ plan: "blue-green" });
  await world.request(ONE);
  await world.call("createSecret", ONE);
  world.aws.putSecret("green", { ...GREEN, apiSecret: "0123456789abcdef0123456789abcdef" });
  await world.call("createSecret", ONE, { isNew: true });
  expect(await world.value("AWSPENDING")).toMatchObject({ private: GREEN.apiSecret });
});

it.each([
  ["the same key twice", { green: OLD }, /"blue" and "green" hold the same key/],
  ["a key that is neither", { billing: MASTER }, /is in neither of "blue" and "green"/],
])("refuses %s as colours", async (_title, secrets, message) => {
  const world = await emulatedRotation({ plan: "blue-green" });
  for (const [name, value] of Object.entries(secrets)) world.aws.putSecret(name, value);
  await world.request(ONE);
  await expect(world.call("createSecret", ONE)).rejects.toMatchObject({ code: "INVALID_CONFIG", message });
});

it("passes the rotation token on to PutSecretValue, and to nothing else", async () => {
  const world = await emulatedRotation();
  await world.request(ONE);
  await world.call("createSecret", ONE, { event: { RotationToken: "token-of-the-caller" } });
  const puts = world.aws.received.filter(({ parameters }) => parameters["RotationToken"] === "token-of-the-caller");
  expect(puts.map(({ operation }) => operation)).toEqual(["PutSecretValue"]);
  expect(JSON.stringify(world.log)).not.toContain("token-of-the-caller");
});

it("waits until Mailjet knows the new key, with few tries", async () => {
  let refusals = (): number => 0;
  // A minute is over once Mailjet has refused twice, however busy the machine is.
  const clock = { ...systemClock, now: () => systemClock.now() + (refusals() < 2 ? 0 : 60_000) };
  const world = await emulatedRotation({}, { newKeyActiveAfterMs: 60_000, clock });
  refusals = () => world.mailjet.unauthorizedCount;
  await world.rotate(ONE);
  expect(await world.labels()).toMatchObject({ AWSCURRENT: ONE });
  expect(world.mailjet.unauthorizedCount).toBe(2);
});

it("gives up after five tries for a key that does not become active, and can be repeated", async () => {
  const world = await emulatedRotation();
  await world.request(ONE);
  await world.call("createSecret", ONE);
  const { APIKey = "" } = (await world.keys()).at(-1) ?? {};
  world.mailjet.deactivate(APIKey);
  await expect(world.call("setSecret", ONE)).rejects.toMatchObject({ code: "CREDENTIALS_REJECTED" });
  expect(world.mailjet.unauthorizedCount).toBe(5);
  world.mailjet.activate(APIKey);
  await world.call("setSecret", ONE);
});

it("logs fingerprints, ids and stages, and never a value", async () => {
  const world = await emulatedRotation({ sender: "shop@example.com" });
  await world.rotate(ONE);
  const { public: apiKey, private: apiSecret } = (await world.value()) ?? {};
  const fingerprint = createHash("sha256").update(`${apiKey}:${apiSecret}`).digest("hex").slice(0, 8);
  expect(world.log.map(({ step, outcome }) => [step, outcome])).toEqual(STEPS.map((step) => [step, "done"]));
  expect(world.log.at(-1)).toMatchObject({
    rotation: "mailjet",
    plan: "new-sub-account",
    secret: "billing",
    version: ONE,
    details: { pair: fingerprint, AWSCURRENT: ONE },
  });
  const text = JSON.stringify(world.log);
  for (const value of [MASTER, OLD].flatMap((pair) => Object.values(pair))) expect(text).not.toContain(value);
  for (const value of [apiKey, apiSecret]) expect(text).not.toContain(value);
});
