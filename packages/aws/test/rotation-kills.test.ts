import { expect, it, vi } from "vitest";
import { keyNames } from "../src/rotation/key-name.ts";
import { emulatedRotation } from "./support/emulated-rotation.ts";
import { GREEN, type KeyRow, OLD, type RotationWorld, STEPS, type Step, versionId } from "./support/rotation-world.ts";

const ONE = versionId(1);
const KEY_NAMES = keyNames("billing", ONE);
/** Of a clock that is twenty times as fast: a second. */
const LEFT_MS = 20_000;

const rotated = (keys: readonly KeyRow[]): readonly KeyRow[] => keys.filter(({ Name }) => Name.startsWith("billing ("));

/** One new key is alive, the secret holds its pair, and that pair logs in. */
async function expectOneNewKey(world: RotationWorld): Promise<void> {
  expect(await world.labels()).toMatchObject({ AWSCURRENT: ONE });
  const alive = rotated(await world.keys()).filter(({ IsActive }) => IsActive);
  expect(alive).toHaveLength(1);
  expect(await world.value()).toMatchObject({ public: alive[0]?.APIKey, team: "billing" });
}

async function upTo(world: RotationWorld, step: Step): Promise<void> {
  await world.request(ONE);
  for (const earlier of STEPS.slice(0, STEPS.indexOf(step))) await world.call(earlier, ONE);
}

async function complete(world: RotationWorld): Promise<void> {
  for (const step of STEPS) await world.call(step, ONE, { isNew: true });
}

const AWS_CALLS = [
  ["createSecret", "DescribeSecret"],
  ["createSecret", "GetSecretValue"],
  ["createSecret", "PutSecretValue"],
  ["setSecret", "GetSecretValue"],
  ["testSecret", "GetSecretValue"],
  ["finishSecret", "GetSecretValue"],
  ["finishSecret", "UpdateSecretVersionStage"],
] as const;

it.each(AWS_CALLS)(
  "is completed by another process after %s was ended while AWS did not answer %s",
  async (step, call) => {
    const world = await emulatedRotation();
    await upTo(world, step);
    const held = world.aws.hold(call);
    const ended = world.call(step, ONE, { endWhen: held.arrived(1) });
    await expect(ended).rejects.toMatchObject({ code: "TIMEOUT", message: expect.stringContaining(step) });
    held.release();
    await complete(world);
    await expectOneNewKey(world);
  },
);

it.each(AWS_CALLS)("goes on by itself in %s when the answer of AWS to %s is cut off", async (step, call) => {
  const world = await emulatedRotation();
  await upTo(world, step);
  world.aws.fail({ kind: "reset", operation: call, afterProcessing: true, times: 1 });
  await world.call(step, ONE);
  await complete(world);
  await expectOneNewKey(world);
  expect(rotated(await world.keys())).toHaveLength(1);
});

it.each([
  ["createSecret", "/v3/REST/apikey"],
  ["setSecret", "/v3/REST/sender"],
  ["testSecret", "/v3/REST/sender"],
] as const)(
  "is completed by another process after %s was ended while Mailjet did not answer %s",
  async (step, path) => {
    const world = await emulatedRotation();
    await upTo(world, step);
    const held = world.mailjet.hold(path);
    const ended = world.call(step, ONE, { endWhen: held.arrived(1) });
    await expect(ended).rejects.toMatchObject({ code: "TIMEOUT" });
    held.release();
    await complete(world);
    await expectOneNewKey(world);
  },
);

const LOST_ANSWERS = [
  { kind: "reset" },
  { kind: "hang" },
  { kind: "status", status: 500 },
  { kind: "status", status: 503, body: "html" },
  { kind: "garbage", body: "cut" },
] as const;

it.each(LOST_ANSWERS)(
  "deactivates the key whose pair was lost with Mailjet's answer ($kind) before it makes another",
  async (fault) => {
    const world = await emulatedRotation();
    await world.request(ONE);
    // The list of keys is asked for first, with the same path.
    world.mailjet.fail({ kind: "delay", ms: 0, path: "/v3/REST/apikey", times: 1 });
    world.mailjet.fail({ ...fault, path: "/v3/REST/apikey", afterProcessing: true, times: 1 });
    const isAsked = (): boolean => world.mailjet.received.some(({ method }) => method === "POST");
    const settings = fault.kind === "hang" ? { endWhen: vi.waitUntil(isAsked, { timeout: 15_000 }) } : {};
    await expect(world.call("createSecret", ONE, settings)).rejects.toMatchObject({ name: "SecretsError" });
    const [lost] = rotated(await world.keys());
    expect(lost).toMatchObject({ Name: KEY_NAMES.next(0), IsActive: true });
    await complete(world);
    await expectOneNewKey(world);
    expect(rotated(await world.keys()).map(({ Name, IsActive }) => [Name, IsActive])).toEqual([
      [KEY_NAMES.next(0), false],
      [KEY_NAMES.next(1), true],
    ]);
    const calls = world.mailjet.received.filter(({ path }) => path.startsWith("/v3/REST/apikey"));
    const writes = calls.map(({ method }) => method).filter((method) => method !== "GET");
    expect(writes).toEqual(["POST", "PUT", "POST"]);
  },
);

it("makes no more than three keys for one rotation", async () => {
  const world = await emulatedRotation();
  await world.request(ONE);
  world.aws.deny("PutSecretValue");
  for (let count = 0; count < 3; count += 1) {
    await expect(world.call("createSecret", ONE, { isNew: true })).rejects.toMatchObject({ code: "ACCESS_DENIED" });
  }
  await expect(world.call("createSecret", ONE, { isNew: true })).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringMatching(/has made 3 keys, and could store the pair of none \(ids \d+, \d+, \d+, all/),
  });
  expect(rotated(await world.keys()).map(({ IsActive }) => IsActive)).toEqual([false, false, false]);
});

it("goes on with the key it made when the same process repeats a step that could not store its pair", async () => {
  const world = await emulatedRotation();
  await world.request(ONE);
  world.aws.deny("PutSecretValue");
  await expect(world.call("createSecret", ONE)).rejects.toMatchObject({ code: "ACCESS_DENIED" });
  world.aws.allow();
  await world.call("createSecret", ONE);
  await complete(world);
  expect(rotated(await world.keys())).toHaveLength(1);
  await expectOneNewKey(world);
});

it("keeps one key alive, the stored one, when a step runs twice at once", async () => {
  const world = await emulatedRotation();
  await world.request(ONE);
  const held = world.aws.hold("PutSecretValue");
  const first = world.call("createSecret", ONE, { isNew: true });
  await held.arrived(1);
  const second = world.call("createSecret", ONE, { isNew: true });
  await held.arrived(1);
  held.release();
  await Promise.all([first, second]);
  await complete(world);
  await expectOneNewKey(world);
});

it("reactivates the stored key if a call that did not see its value took it for lost", async () => {
  const world = await emulatedRotation();
  await world.request(ONE);
  await world.call("createSecret", ONE);
  // As a read right after a write may still say that there is no value.
  const name = "ResourceNotFoundException";
  const message = "Secrets Manager can't find the specified secret value for VersionId";
  world.aws.fail({ kind: "error", name, message, operation: "GetSecretValue", times: 1 });
  await world.call("createSecret", ONE, { isNew: true });
  expect(rotated(await world.keys()).map(({ IsActive }) => IsActive)).toEqual([true, false]);
  await complete(world);
  await expectOneNewKey(world);
});

const FAILURES = [
  { kind: "status", status: 401 },
  { kind: "unauthorized-without-code" },
  { kind: "status", status: 403 },
  { kind: "throttle" },
  { kind: "status", status: 500 },
  { kind: "status", status: 503, body: "html" },
  { kind: "garbage", body: "html" },
  { kind: "hang" },
] as const;
const FAILING = (["createSecret", "setSecret", "testSecret"] as const).flatMap((step) =>
  FAILURES.map((fault) => ({ step, fault, title: "status" in fault ? `${fault.kind} ${fault.status}` : fault.kind })),
);

it.each(FAILING)("is completed by a repeat after Mailjet failed in $step: $title", async ({ step, fault }) => {
  const world = await emulatedRotation();
  await upTo(world, step);
  world.mailjet.fail({ ...fault });
  await expect(world.call(step, ONE, { leftMs: LEFT_MS })).rejects.toMatchObject({ name: "SecretsError" });
  world.mailjet.clearFaults();
  await complete(world);
  await expectOneNewKey(world);
});

it.each(["createSecret", "testSecret", "finishSecret"] as const)(
  "blue-green is completed after %s was ended while AWS did not answer",
  async (step) => {
    const world = await emulatedRotation({ plan: "blue-green" });
    await upTo(world, step);
    const call = { createSecret: "PutSecretValue", testSecret: "GetSecretValue", finishSecret: "UpdateSecret" }[step];
    const held = world.aws.hold(call);
    const ended = world.call(step, ONE, { endWhen: held.arrived(1) });
    await expect(ended).rejects.toMatchObject({ code: "TIMEOUT" });
    held.release();
    await complete(world);
    expect(await world.value()).toMatchObject({ public: GREEN.apiKey, team: "billing" });
    expect((await world.keys()).filter(({ IsActive }) => !IsActive)).toEqual([]);
    expect(await world.value("AWSPREVIOUS")).toMatchObject({ public: OLD.apiKey });
  },
);
