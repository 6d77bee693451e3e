import { describe, expect, it } from "vitest";
import { JOURNEYS, type Journey, type JourneyName, run, travelToTheEnd } from "./support/rotation-journeys.ts";
import { rotationWorld } from "./support/rotation-world.ts";

// A write of the journal or of the sealed pairs, killed before and after it counts; see kill-at.mjs.
const STEPS: readonly (readonly [JourneyName, ...string[]])[] = [
  ["assisted-reset", "begin", "identify", "identify+note", "replace-secret", "wait-for-applications", "end"],
  [
    "new-sub-account",
    ...["begin", "sealed", "identify", "create-key", "wait-until-active", "compare", "try-sender", "switch"],
    ...["wait-for-applications", "wait-for-applications+note", "wait-until-quiet", "deactivate-old", "finish", "end"],
  ],
  [
    "blue-green",
    ...["begin", "identify", "check-idle", "compare", "try-sender", "switch", "wait-for-applications"],
    ...["wait-until-quiet", "wait-until-quiet+note", "replace-secret", "end"],
  ],
  [
    "emergency, then a new key",
    ...["begin", "sealed", "identify", "take-evidence", "deactivate-leaked", "create-key", "wait-until-active"],
    ...["try-sender", "switch", "wait-for-applications", "finish", "end"],
  ],
  [
    "emergency, then a reset",
    ...["begin", "sealed", "identify", "take-evidence", "deactivate-leaked", "deactivate-leaked+note"],
    ...["replace-secret", "wait-for-applications", "withdraw-tried", "end"],
  ],
];

const ROLLBACKS: readonly (readonly [JourneyName, string, ...string[]])[] = [
  [
    "rollback of new-sub-account",
    "deactivate-old",
    ...["deactivate-old+note", "undo-deactivate-old", "undo-switch", "undo-create-key", "end"],
  ],
  ["rollback of blue-green", "switch", "switch+note", "undo-switch", "end"],
  ["rollback of emergency", "switch", "undo-deactivate-old", "undo-switch", "undo-create-key", "end"],
  ["rollback of emergency before a reset", "deactivate-leaked", "undo-deactivate-old", "undo-create-key", "end"],
];

const MOMENTS = ["acted", "recorded"] as const;

describe.concurrent("a rotation that is killed", () => {
  const cases = STEPS.flatMap(([name, ...steps]) =>
    steps.flatMap((step) => MOMENTS.map((moment) => ({ name, step, moment }))),
  );

  it.each(cases)("F22 goes on: $name, $step $moment", { timeout: 60_000 }, async ({ name, step, moment }) => {
    await using world = await rotationWorld();
    const journey: Journey = JOURNEYS[name];
    journey.before?.(world);
    let words = journey.words;
    for (let left = 3; left > 0; left -= 1) {
      const { code, stderr } = await run(world, journey, words, { step, moment });
      if (code === null) break;
      expect([75], stderr).toContain(code);
      journey.atWait?.(world);
      words = journey.onwards;
      expect(left, "it was killed").toBeGreaterThan(1);
    }
    // Of a rotation whose journal was never there, nothing was done.
    if (!world.files().includes("rotation.json")) await run(world, journey, journey.words);
    else await travelToTheEnd(world, journey);
  });
});

describe.concurrent("a rollback", () => {
  const stops = STEPS.filter(([name]) => name === "new-sub-account").flatMap(([, ...steps]) =>
    steps.filter((step) => !step.includes("+") && step !== "end" && step !== "finish").map((step) => ({ step })),
  );
  it.each(stops)("undoes what was done by new-sub-account up to $step", { timeout: 60_000 }, async ({ step }) => {
    await using world = await rotationWorld();
    const journey: Journey = JOURNEYS["rollback of new-sub-account"];
    await run(world, journey, journey.words, { step, moment: "recorded" });
    await travelToTheEnd(world, journey);
  });

  const cases = ROLLBACKS.flatMap(([name, stop, ...steps]) =>
    steps.flatMap((step) => MOMENTS.map((moment) => ({ name, stop, step, moment }))),
  );
  it.each(cases)(
    "goes on after a kill: $name, $step $moment",
    { timeout: 60_000 },
    async ({ name, stop, step, moment }) => {
      await using world = await rotationWorld();
      const journey: Journey = JOURNEYS[name];
      expect((await run(world, journey, journey.words, { step: stop, moment: "recorded" })).code).toBeNull();
      expect((await run(world, journey, journey.onwards, { step, moment })).code).toBeNull();
      await travelToTheEnd(world, journey);
    },
  );
});
