import { fakeClock } from "@mailjet-secrets/testing";
import { expect, it } from "vitest";
import { awsProvider } from "../src/index.ts";
import { closing, read, sdkProvider } from "./support/open-provider.ts";
import { refusal } from "./support/refusal.ts";
import { sdkClient } from "./support/sdk-client.ts";
import { PAIR, startEmulator } from "./support/start-emulator.ts";

const NEXT_KEY = {
  accessKeyId: "AKIAEMULATED00000009",
  secretAccessKey: "another/emulated/secret/access/key/012345",
};

interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

it("tries credentials that AWS refuses once, and no second time if they are the same", async () => {
  const emulator = await startEmulator();
  emulator.removeAccessKey(emulator.accessKey.accessKeyId);
  await refusal(read(sdkProvider(emulator)), "UNAUTHENTICATED");
  expect(emulator.received).toHaveLength(1);
});

it("makes one request of ten reads with a key that AWS does not know, and one more after a minute", async () => {
  const emulator = await startEmulator();
  emulator.removeAccessKey(emulator.accessKey.accessKeyId);
  const clock = fakeClock();
  const own = sdkProvider(emulator, { clock });
  const given = closing(awsProvider({ client: sdkClient(emulator), clock }));
  for (const [index, provider] of [own, given].entries()) {
    for (let count = 0; count < 10; count += 1) await refusal(read(provider), "UNAUTHENTICATED");
    expect(emulator.received).toHaveLength(index + 1);
  }
  await clock.advance(59_000);
  await refusal(read(own), "UNAUTHENTICATED");
  expect(emulator.received).toHaveLength(2);
  await clock.advance(1_000);
  await refusal(read(own), "UNAUTHENTICATED");
  expect(emulator.received).toHaveLength(3);
  await clock.advance(60_000); // the second pause is longer
  await refusal(read(own), "UNAUTHENTICATED");
  expect(emulator.received).toHaveLength(3);
  emulator.addAccessKey(emulator.accessKey);
  await clock.advance(180_000);
  expect((await read(own)).values).toEqual(PAIR);
});

it("takes reads that were refused together for one try", async () => {
  const emulator = await startEmulator();
  emulator.removeAccessKey(emulator.accessKey.accessKeyId);
  const clock = fakeClock();
  const provider = sdkProvider(emulator, { clock });
  const hold = emulator.hold("GetSecretValue");
  const reads = Array.from({ length: 10 }, () => refusal(read(provider), "UNAUTHENTICATED"));
  await hold.arrived(10);
  hold.release();
  await Promise.all(reads);
  emulator.addAccessKey(emulator.accessKey);
  await clock.advance(60_000);
  expect((await read(provider)).values).toEqual(PAIR);
});

it("tries changed credentials at once after a refusal, and forgets the refusal when they work", async () => {
  const emulator = await startEmulator();
  let key: Key = NEXT_KEY;
  const provider = sdkProvider(emulator, { credentials: async () => key, clock: fakeClock() });
  for (let count = 0; count < 3; count += 1) await refusal(read(provider), "UNAUTHENTICATED");
  expect(emulator.received).toHaveLength(1);
  key = emulator.accessKey;
  expect((await read(provider)).values).toEqual(PAIR);
  await read(provider);
  expect(emulator.received.map(({ status }) => status)).toEqual([400, 200, 200]);
});

it("goes on after a denial and a throttling with the same credentials at once", async () => {
  const emulator = await startEmulator();
  const provider = sdkProvider(emulator, { clock: fakeClock() });
  emulator.deny();
  await refusal(read(provider), "ACCESS_DENIED");
  emulator.allow();
  emulator.fail({ kind: "throttle", times: 1 });
  await refusal(read(provider), "RATE_LIMITED");
  expect((await read(provider)).values).toEqual(PAIR);
});

it("sends refused credentials no second time when others cannot be looked up", async () => {
  const emulator = await startEmulator();
  const clock = fakeClock();
  let lookUps = 0;
  const credentials = async (): Promise<Key> => {
    lookUps += 1;
    if (lookUps > 1) throw new Error("The session has ended.");
    return NEXT_KEY;
  };
  const provider = sdkProvider(emulator, { credentials, clock });
  for (let count = 0; count < 3; count += 1) {
    await refusal(read(provider), "UNAUTHENTICATED");
    await clock.advance(10_000);
  }
  expect(emulator.received).toHaveLength(1);
});

it("renews credentials once for fifty reads that were refused together", async () => {
  const emulator = await startEmulator();
  let asked = 0;
  let key: Key = emulator.accessKey;
  const provider = sdkProvider(emulator, {
    credentials: async () => {
      asked += 1;
      return key;
    },
  });
  await read(provider);
  emulator.addAccessKey(NEXT_KEY);
  emulator.expireAccessKey(emulator.accessKey.accessKeyId);
  key = NEXT_KEY;
  const hold = emulator.hold("GetSecretValue");
  const reads = Array.from({ length: 50 }, () => read(provider));
  await hold.arrived(16); // as many as go at a time
  hold.release();
  for (const { values } of await Promise.all(reads)) expect(values).toEqual(PAIR);
  expect(emulator.received.filter(({ status }) => status === 400)).toHaveLength(16);
  expect(asked).toBe(2);
});
