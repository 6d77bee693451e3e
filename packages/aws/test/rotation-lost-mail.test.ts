import { createMailjetClientFactory } from "@mailjet-secrets/core";
import { expect, it, onTestFinished } from "vitest";
import type { RotationOptions } from "../src/rotation.ts";
import { emulatedRotation } from "./support/emulated-rotation.ts";
import { sdkProvider } from "./support/open-provider.ts";
import { type RotationWorld, versionId } from "./support/rotation-world.ts";

/** Sends mails one after the other until it is stopped. Gives how many were accepted, and what failed. */
function keepSending(world: Awaited<ReturnType<typeof emulatedRotation>>) {
  const distrust = world.mailjet.trust();
  const factory = createMailjetClientFactory({
    provider: sdkProvider(world.aws),
    secret: "billing",
    mailjet: { host: world.mailjet.host },
    refreshAfterMs: 600_000, // only a refused pair makes it look
  });
  onTestFinished(async () => {
    distrust();
    await factory.close();
  });
  const failures: unknown[] = [];
  let isOn = true;
  let accepted = 0;
  const Messages = [{ From: { Email: "shop@example.com" }, To: [{ Email: "ann@example.org" }], TextPart: "Hello" }];
  const loop = (async () => {
    while (isOn) {
      await factory
        .post("send", { version: "v3.1" })
        .request({ Messages })
        .then(
          () => {
            accepted += 1;
          },
          (error: unknown) => failures.push(error),
        );
    }
  })();
  return {
    failures,
    async stop(): Promise<number> {
      isOn = false;
      await loop;
      return accepted;
    },
  };
}

async function rotateThrice(world: RotationWorld): Promise<void> {
  for (const number of [1, 2, 3]) await world.rotate(versionId(number));
}

it.each<[string, Partial<RotationOptions>]>([
  ["with a new key each time", {}],
  ["with former keys that are deactivated while they are used", { deactivateOldAfterMs: 0 }],
  ["between two keys", { plan: "blue-green" }],
])("loses no mail of an application that sends all the time, %s", async (_title, options) => {
  const world = await emulatedRotation(options);
  const sending = keepSending(world);
  await rotateThrice(world);
  const accepted = await sending.stop();
  expect(sending.failures).toEqual([]);
  expect(accepted).toBeGreaterThan(3);
  expect(world.mailjet.messages).toHaveLength(accepted);
});

it("moves an application to the new key when the former one is deactivated", async () => {
  const world = await emulatedRotation({ deactivateOldAfterMs: 0 });
  const sending = keepSending(world);
  await rotateThrice(world);
  await sending.stop();
  const keys = new Set(world.mailjet.messages.map(({ apiKey }) => apiKey));
  expect(keys.size).toBeGreaterThan(1);
});
