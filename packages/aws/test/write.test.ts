import type { SecretsProvider } from "@mailjet-secrets/core";
import type { AwsEmulator } from "@mailjet-secrets/testing";
import { fakeClock } from "@mailjet-secrets/testing";
import { expect, it, vi } from "vitest";
import { agentProvider, read, sdkProvider } from "./support/open-provider.ts";
import { refusal } from "./support/refusal.ts";
import { NEXT_PAIR, PAIR, startEmulator } from "./support/start-emulator.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

interface Options {
  readonly ifVersion?: string;
  readonly requestedVersion?: string;
  readonly signal?: AbortSignal;
}

async function write(
  provider: SecretsProvider,
  values: Readonly<Record<string, string>>,
  { ifVersion, requestedVersion, signal = new AbortController().signal }: Options = {},
): Promise<{ readonly version?: string }> {
  const secret = { id: "mail", ...(requestedVersion === undefined ? {} : { requestedVersion }) };
  const options = { signal, ...(ifVersion === undefined ? {} : { ifVersion }) };
  return (await provider.write?.(secret, values, options)) ?? {};
}

const operations = (emulator: AwsEmulator): string[] => emulator.received.map(({ operation }) => operation);
const current = (emulator: AwsEmulator): string => emulator.stagesOf("mail")["AWSCURRENT"] ?? "";

it("puts a new current version in one call, with a UUID as its id", async () => {
  const emulator = await startEmulator();
  const before = current(emulator);
  const provider = sdkProvider(emulator);
  const { version } = await write(provider, NEXT_PAIR);
  expect(version).toMatch(UUID);
  expect(emulator.stagesOf("mail")).toEqual({ AWSCURRENT: version, AWSPREVIOUS: before });
  expect(operations(emulator)).toEqual(["PutSecretValue"]);
  expect((await read(provider)).values).toEqual(NEXT_PAIR);
});

it("puts a version as AWSPENDING and moves AWSCURRENT to it if the named one still holds it", async () => {
  const emulator = await startEmulator();
  const before = current(emulator);
  const { version } = await write(sdkProvider(emulator), NEXT_PAIR, { ifVersion: before });
  expect(operations(emulator).slice(0, 2)).toEqual(["PutSecretValue", "UpdateSecretVersionStage"]);
  expect(emulator.stagesOf("mail")).toMatchObject({ AWSCURRENT: version, AWSPREVIOUS: before });
});

it("leaves no AWSPENDING behind, which after the next write would keep AWS from rotating", async () => {
  const emulator = await startEmulator();
  const { version } = await write(sdkProvider(emulator), NEXT_PAIR, { ifVersion: current(emulator) });
  emulator.putSecret("mail", PAIR);
  expect(emulator.stagesOf("mail")).toEqual({ AWSCURRENT: current(emulator), AWSPREVIOUS: version });
});

it.each(["a version that was replaced", "a version that never was"])(
  "answers CONFLICT for %s, and leaves no pending version",
  async (which) => {
    const emulator = await startEmulator();
    const old = current(emulator);
    emulator.putSecret("mail", PAIR);
    const stages = emulator.stagesOf("mail");
    const ifVersion = which === "a version that was replaced" ? old : "11111111-2222-4333-8444-555555555555";
    const error = await refusal(write(sdkProvider(emulator), NEXT_PAIR, { ifVersion }), "CONFLICT");
    expect(error.message).toContain(ifVersion);
    expect(emulator.stagesOf("mail")).toEqual(stages);
  },
);

it("takes a move whose answer was lost for done", async () => {
  const emulator = await startEmulator();
  emulator.fail({ kind: "reset", operation: "UpdateSecretVersionStage", times: 1, afterProcessing: true });
  const { version } = await write(sdkProvider(emulator), NEXT_PAIR, { ifVersion: current(emulator) });
  expect(current(emulator)).toBe(version);
});

it("puts one version, not two, when the answer was lost", async () => {
  const emulator = await startEmulator();
  emulator.fail({ kind: "reset", operation: "PutSecretValue", times: 1, afterProcessing: true });
  const before = current(emulator);
  const { version } = await write(sdkProvider(emulator), NEXT_PAIR);
  expect(emulator.stagesOf("mail")).toEqual({ AWSCURRENT: version, AWSPREVIOUS: before });
  expect(operations(emulator)).toEqual(["PutSecretValue", "PutSecretValue"]);
});

it("cleans up when the label may not be moved, and names the action that is missing", async () => {
  const emulator = await startEmulator();
  const stages = emulator.stagesOf("mail");
  emulator.fail({ kind: "error", name: "AccessDeniedException", operation: "UpdateSecretVersionStage", times: 1 });
  const writing = write(sdkProvider(emulator), NEXT_PAIR, { ifVersion: current(emulator) });
  expect((await refusal(writing, "ACCESS_DENIED")).hint).toContain("secretsmanager:UpdateSecretVersionStage");
  expect(emulator.stagesOf("mail")).toEqual(stages);
});

it("cleans up when the caller goes away before the label is moved", async () => {
  const emulator = await startEmulator();
  const stages = emulator.stagesOf("mail");
  const controller = new AbortController();
  const reason = new Error("not any more");
  const hold = emulator.hold("PutSecretValue");
  const cleaning = emulator.hold("UpdateSecretVersionStage");
  emulator.fail({ kind: "hang", operation: "UpdateSecretVersionStage", times: 1 });
  const { signal } = controller;
  const writing = write(sdkProvider(emulator), NEXT_PAIR, { ifVersion: current(emulator), signal });
  await hold.arrived(1);
  hold.release();
  await cleaning.arrived(1);
  controller.abort(reason);
  const outcome = expect(writing).rejects.toBe(reason);
  await cleaning.arrived(2);
  cleaning.release();
  await outcome;
  expect(emulator.stagesOf("mail")).toEqual(stages);
});

it("keeps a secret of one text one text, unless that would read back as something else", async () => {
  const emulator = await startEmulator({ secrets: { mail: "old:text" } });
  const provider = sdkProvider(emulator);
  const texts = ["new:text", '{"a":"b"}', "\uFEFFtext", '"quoted"'];
  for (const value of texts) {
    await write(provider, { value });
    expect((await read(provider)).values).toEqual({ value });
  }
  await write(provider, { value: "new:text" });
  expect((await sdkText(emulator)).startsWith("new")).toBe(true);
});

it("names the KMS permissions of a write, and what to do if there is no secret", async () => {
  const emulator = await startEmulator();
  const provider = sdkProvider(emulator);
  emulator.denyKey("mail");
  expect((await refusal(write(provider, NEXT_PAIR), "ACCESS_DENIED")).hint).toContain("kms:GenerateDataKey");
  emulator.removeSecret("mail");
  expect((await refusal(write(provider, NEXT_PAIR), "NOT_FOUND")).hint).toContain("create-secret");
});

it("refuses to write a version other than the current one", async () => {
  const emulator = await startEmulator();
  await refusal(write(sdkProvider(emulator), NEXT_PAIR, { requestedVersion: "AWSPREVIOUS" }), "INVALID_CONFIG");
  expect(emulator.received).toHaveLength(0);
});

it("writes nothing by the agent, which cannot", async () => {
  expect(agentProvider(await startEmulator()).write).toBeUndefined();
});

async function sdkText(emulator: AwsEmulator): Promise<string> {
  const { GetSecretValueCommand } = await import("@aws-sdk/client-secrets-manager");
  const { sdkClient } = await import("./support/sdk-client.ts");
  return (await sdkClient(emulator).send(new GetSecretValueCommand({ SecretId: "mail" }))).SecretString ?? "";
}

it("leaves nothing pending when the answer to the put never came", async () => {
  const emulator = await startEmulator();
  const before = emulator.stagesOf("mail");
  const hold = emulator.hold("PutSecretValue");
  const controller = new AbortController();
  const writing = write(sdkProvider(emulator), NEXT_PAIR, { ifVersion: current(emulator), signal: controller.signal });
  const failed = expect(writing).rejects.toBe("gone");
  await vi.waitFor(() => expect(operations(emulator)).toContain("PutSecretValue"));
  controller.abort("gone");
  await failed;
  hold.release();
  await vi.waitFor(() => expect(operations(emulator)).toContain("UpdateSecretVersionStage"));
  await vi.waitFor(() => expect(emulator.stagesOf("mail")).toEqual(before));
});

it("cleans up before it is closed, and leaves no connection behind", async () => {
  const emulator = await startEmulator();
  const before = emulator.stagesOf("mail");
  const provider = sdkProvider(emulator);
  const hold = emulator.hold("PutSecretValue");
  const writing = refusal(write(provider, NEXT_PAIR, { ifVersion: current(emulator) }), "CLOSED");
  await hold.arrived(1);
  expect(emulator.stagesOf("mail")).not.toEqual(before);
  await provider.close?.();
  await writing;
  expect(emulator.stagesOf("mail")).toEqual(before);
  await vi.waitFor(() => expect(emulator.openConnections).toBe(0));
});

it("waits no longer than five seconds for cleaning up when it is closed", async () => {
  const emulator = await startEmulator();
  const clock = fakeClock();
  const provider = sdkProvider(emulator, { clock });
  const hold = emulator.hold("PutSecretValue");
  const cleaning = emulator.hold("UpdateSecretVersionStage");
  const writing = refusal(write(provider, NEXT_PAIR, { ifVersion: current(emulator) }), "CLOSED");
  await hold.arrived(1);
  const closing = provider.close?.();
  await writing;
  await cleaning.arrived(1);
  await clock.advance(5_000);
  await closing;
  await vi.waitFor(() => expect(emulator.openConnections).toBe(0));
});
