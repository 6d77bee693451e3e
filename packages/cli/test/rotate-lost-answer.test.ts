import { describe, expect, it, vi } from "vitest";
import { EXIT } from "../src/exit-codes.ts";
import { holds, JOURNEYS, type Journey, type JourneyName, run, travelToTheEnd } from "./support/rotation-journeys.ts";
import { OLD, RESET, type RotationWorld, rotationWorld } from "./support/rotation-world.ts";

type Words = readonly string[];

/** Starts the command, waits until a request has come that gets no answer, and kills it then. */
async function killWhileItWaits(world: RotationWorld, words: Words, hasCome: () => boolean): Promise<void> {
  const running = world.start(words, { input: RESET.apiSecret });
  await vi.waitFor(() => expect(hasCome()).toBe(true), { timeout: 15_000, interval: 10 });
  running.kill("SIGKILL");
  expect((await running.ended).code).toBeNull();
}

const unanswered =
  ({ mailjet }: RotationWorld, method: string) =>
  () =>
    mailjet.received.some((request) => request.method === method && request.status === undefined);

describe.concurrent("a rotation that is killed while it waits for an answer", () => {
  it.each([
    { took: "had taken effect", afterProcessing: true },
    { took: "had not", afterProcessing: false },
  ])("makes one key, if the making of the first $took", { timeout: 60_000 }, async ({ afterProcessing }) => {
    await using world = await rotationWorld();
    const journey: Journey = JOURNEYS["new-sub-account"];
    world.mailjet.fail({ path: "/v3/REST/apikey", method: "POST", kind: "hang", afterProcessing });
    await killWhileItWaits(world, journey.words, unanswered(world, "POST"));
    world.mailjet.clearFaults();
    expect(world.made()).toHaveLength(afterProcessing ? 1 : 0);
    await holds(world, journey);
    // Before there is a second one the first must be gone.
    await run(world, journey, journey.onwards, { step: "create-key", moment: "recorded" });
    await travelToTheEnd(world, journey);
    expect(world.mailjet.keys()).toHaveLength(afterProcessing ? 5 : 4);
  });

  it.each(["acted", "recorded"] as const)(
    "makes one key, if it dies when the pair of the first is sealed, $0",
    { timeout: 60_000 },
    async (moment) => {
      await using world = await rotationWorld();
      const journey: Journey = JOURNEYS["new-sub-account"];
      await run(world, journey, journey.words, { step: "identify", moment: "recorded" });
      expect((await run(world, journey, journey.onwards, { step: "sealed", moment })).code).toBeNull();
      expect(world.made()).toHaveLength(1);
      const [first] = world.made();
      await travelToTheEnd(world, journey);
      // What was sealed is used; what was not is deactivated.
      expect((await world.stored()).apiKey === first?.apiKey).toBe(moment === "recorded");
    },
  );

  it.each([
    { name: "new-sub-account", step: "wait-until-quiet" },
    { name: "emergency, then a new key", step: "take-evidence" },
    { name: "rollback of new-sub-account", step: "undo-switch" },
  ] as const)("goes on after the deactivation of a key: $name", { timeout: 60_000 }, async ({ name, step }) => {
    await using world = await rotationWorld();
    const journey: Journey = JOURNEYS[name];
    if (journey.end === "rolled-back")
      await run(world, journey, journey.words, { step: "deactivate-old", moment: "recorded" });
    const words = journey.end === "rolled-back" ? journey.onwards : journey.words;
    await run(world, journey, words, { step, moment: "recorded" });
    world.mailjet.fail({ method: "PUT", kind: "hang", afterProcessing: true });
    await killWhileItWaits(world, journey.onwards, unanswered(world, "PUT"));
    world.mailjet.clearFaults();
    await holds(world, journey);
    await travelToTheEnd(world, journey);
  });

  it("does not leave a leaked key active that was to be checked after its reset", { timeout: 60_000 }, async () => {
    await using world = await rotationWorld();
    const journey: Journey = JOURNEYS["emergency, then a reset"];
    await run(world, journey, journey.words, { step: "deactivate-leaked", moment: "recorded" });
    world.mailjet.fail({ path: "/v3/REST/sender", kind: "hang" });
    await killWhileItWaits(world, journey.onwards, unanswered(world, "GET"));
    world.mailjet.clearFaults();
    // It was activated for the question, and nobody knows whether the secret key is another one by now.
    expect(world.works(OLD)).toBe(true);
    expect((await world.rotate(journey.onwards)).code).toBe(EXIT.waiting);
    expect(world.works(OLD)).toBe(false);
    journey.before?.(world);
    await travelToTheEnd(world, journey);
  });

  const writes: readonly { name: JourneyName; secret: string; reads: number; afterProcessing: boolean }[] = [
    { name: "new-sub-account", secret: "prod/mailjet", reads: 3, afterProcessing: true },
    { name: "new-sub-account", secret: "prod/mailjet", reads: 3, afterProcessing: false },
    { name: "blue-green", secret: "prod/mailjet", reads: 3, afterProcessing: true },
    { name: "assisted-reset", secret: "prod/mailjet", reads: 4, afterProcessing: true },
    { name: "assisted-reset", secret: "prod/mailjet", reads: 4, afterProcessing: false },
  ];
  it.each(writes)(
    "goes on after the write of the store: $name, effective: $afterProcessing",
    { timeout: 60_000 },
    async ({ name, secret, reads, afterProcessing }) => {
      await using world = await rotationWorld();
      const journey: Journey = JOURNEYS[name];
      journey.before?.(world);
      const path = `/v1/secret/data/${secret}`;
      world.vault.fail({ path, kind: "delay", ms: 0, times: reads });
      world.vault.fail({ path, kind: "hang", afterProcessing });
      const hasCome = () => world.vault.received.some((request) => request.path === path && request.method !== "GET");
      await killWhileItWaits(world, journey.words, hasCome);
      world.vault.clearFaults();
      expect((await world.stored()).apiSecret === OLD.apiSecret).toBe(!afterProcessing);
      await holds(world, journey);
      await travelToTheEnd(world, journey);
    },
  );
});

describe("a rotation whose connection is cut at the making of the key", () => {
  it("says that it is not known whether that took effect, and makes one key in the end", {
    timeout: 60_000,
  }, async () => {
    await using world = await rotationWorld();
    const journey: Journey = JOURNEYS["new-sub-account"];
    world.mailjet.fail({ path: "/v3/REST/apikey", method: "POST", kind: "reset", afterProcessing: true, times: 1 });
    const cut = await run(world, journey, journey.words);
    expect(cut.code).toBe(EXIT.possiblyBlocked);
    expect(cut.stderr).toContain("Whether it took effect is not known");
    const [lost] = world.made();
    const { stderr } = await run(world, journey, journey.onwards);
    expect(stderr).toContain(`The key ${lost?.id}, which this rotation had made, is deactivated.`);
    await journey.arrived(world);
  });
});
