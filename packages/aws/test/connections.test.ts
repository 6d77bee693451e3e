import { createMailjetClientFactory } from "@mailjet-secrets/core";
import { fakeClock } from "@mailjet-secrets/testing";
import { expect, it, onTestFinished } from "vitest";
import { awsProvider } from "../src/index.ts";
import { awsEnvironment } from "./support/aws-environment.ts";
import { agentProvider, bareSdkProvider, read, sdkProvider } from "./support/open-provider.ts";
import { refusal } from "./support/refusal.ts";
import { sdkClient } from "./support/sdk-client.ts";
import { PAIR, startEmulator } from "./support/start-emulator.ts";

it("serves a thousand reads of fifty secrets over at most sixteen connections", async () => {
  const names = Array.from({ length: 50 }, (_, index) => `mail-${index}`);
  const emulator = await startEmulator({ secrets: Object.fromEntries(names.map((name) => [name, PAIR])) });
  const provider = sdkProvider(emulator);
  const reads = Array.from({ length: 1_000 }, (_, index) => read(provider, { id: names[index % 50] ?? "" }));
  for (const { values } of await Promise.all(reads)) expect(values).toEqual(PAIR);
  expect(emulator.connectionCount).toBeLessThanOrEqual(16);
  expect(emulator.received).toHaveLength(1_000);
});

it("hands no more than sixteen requests at a time to the SDK, whose time-outs run while they wait", async () => {
  const emulator = await startEmulator();
  const client = sdkClient(emulator);
  let running = 0;
  let most = 0;
  client.middlewareStack.add(
    (next) => async (input) => {
      running += 1;
      most = Math.max(most, running);
      return next(input).finally(() => {
        running -= 1;
      });
    },
    { step: "initialize" },
  );
  const provider = awsProvider({ client });
  await Promise.all(Array.from({ length: 100 }, () => read(provider)));
  expect(most).toBe(16);
});

it("lets core ask once for a thousand cold calls", async () => {
  const emulator = await startEmulator();
  const fields = { apiKey: "public", apiSecret: "private" };
  const factory = createMailjetClientFactory({ provider: sdkProvider(emulator), secret: { id: "mail", fields } });
  onTestFinished(() => factory.close());
  await Promise.all(Array.from({ length: 1_000 }, () => factory.credentials()));
  expect(emulator.received).toHaveLength(1);
});

it("uses one client, and one connection, for names and ARNs of one region, whichever comes first", async () => {
  for (const order of ["name first", "ARN first"]) {
    const emulator = await startEmulator();
    awsEnvironment({ AWS_REGION: emulator.region });
    const provider = bareSdkProvider({ endpoint: emulator.url, credentials: emulator.accessKey });
    const ids = ["mail", emulator.arnOf("mail"), "mail"];
    for (const id of order === "name first" ? ids : ids.reverse().slice(1)) await read(provider, { id });
    expect(emulator.connectionCount).toBe(1);
  }
});

it("cuts its connections when it is closed, by SDK and by agent", async () => {
  const emulator = await startEmulator();
  for (const provider of [sdkProvider(emulator), agentProvider(emulator)]) {
    await Promise.all([read(provider), read(provider)]);
    expect(emulator.openConnections).toBeGreaterThan(0);
    await provider.close?.();
    await expect.poll(() => emulator.openConnections).toBe(0);
  }
});

it("gives up the wait for a connection when it is aborted, and lets the next one have it", async () => {
  const emulator = await startEmulator();
  const provider = sdkProvider(emulator);
  const hold = emulator.hold();
  const running = Array.from({ length: 16 }, () => read(provider));
  await hold.arrived(16);
  const controller = new AbortController();
  const reason = new Error("not any more");
  const aborted = provider.read({ id: "mail" }, { signal: controller.signal });
  const last = read(provider);
  controller.abort(reason);
  await expect(aborted).rejects.toBe(reason);
  hold.release();
  for (const { values } of await Promise.all([...running, last])) expect(values).toEqual(PAIR);
  expect(emulator.received).toHaveLength(17);
});

it("opens a new connection rather than trust one that was idle while the process was frozen", async () => {
  const emulator = await startEmulator();
  const clock = fakeClock();
  const provider = sdkProvider(emulator, { clock });
  await read(provider);
  await read(provider);
  expect(emulator.connectionCount).toBe(1);
  clock.shiftWallClock(600_000);
  await read(provider);
  expect(emulator.connectionCount).toBe(2);
  await clock.advance(21_000);
  await read(provider);
  expect(emulator.connectionCount).toBe(3);
});

it("survives that all kept connections were cut", async () => {
  const emulator = await startEmulator();
  const provider = sdkProvider(emulator);
  await Promise.all([read(provider), read(provider), read(provider)]);
  emulator.cutConnections();
  expect((await read(provider)).values).toEqual(PAIR);
});

it("bounds a request by timeoutMs also when the answer stops in the middle", async () => {
  const emulator = await startEmulator();
  const provider = sdkProvider(emulator, { timeoutMs: 100 });
  const hold = emulator.hold();
  const reading = refusal(read(provider), "TIMEOUT");
  await hold.arrived(1);
  expect((await reading).hint).toContain("interface endpoint");
});

it("ends running reads with CLOSED when it is closed, by SDK and by agent", async () => {
  const emulator = await startEmulator();
  for (const provider of [sdkProvider(emulator), agentProvider(emulator)]) {
    const hold = emulator.hold();
    const reading = refusal(read(provider), "CLOSED");
    await hold.arrived(1);
    await provider.close?.();
    await reading;
    hold.release();
  }
});

it("leaves the application's own client open when it is closed", async () => {
  const emulator = await startEmulator();
  const client = sdkClient(emulator);
  const provider = awsProvider({ client });
  await read(provider);
  await provider.close?.();
  await read(awsProvider({ client }));
  expect(emulator.connectionCount).toBe(1);
});

it("works with a stand-in for a client that has no configuration", async () => {
  const send = async () => ({ SecretString: JSON.stringify(PAIR), VersionId: "1" });
  const client = { send } as unknown as ReturnType<typeof sdkClient>;
  expect(await read(awsProvider({ client }))).toEqual({ values: PAIR, version: "1" });
});
