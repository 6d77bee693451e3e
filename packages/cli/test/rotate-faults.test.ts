import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { MailjetEmulator } from "@mailjet-secrets/testing";
import { describe, expect, it } from "vitest";
import { EXIT } from "../src/exit-codes.ts";
import { JOURNEYS, type Journey, type JourneyName, run, travelToTheEnd } from "./support/rotation-journeys.ts";
import { OLD, RESET, type RotationWorld, rotationWorld } from "./support/rotation-world.ts";

interface Failure {
  readonly fault: Parameters<MailjetEmulator["fail"]>[0];
  readonly code: number;
  readonly word: string;
  /** Whether a request may have taken effect all the same. */
  readonly isUncertain?: boolean;
}

const message = "The provided authorization credentials are not valid.";
const FAILURES = {
  "401 with a code": {
    fault: { kind: "error", status: 401, code: "mj-0015", message },
    code: EXIT.rejectedByMailjet,
    word: "CREDENTIALS_REJECTED",
  },
  "401 without a code": {
    fault: { kind: "unauthorized-without-code" },
    code: EXIT.rejectedByMailjet,
    word: "CREDENTIALS_REJECTED",
  },
  "403": { fault: { kind: "status", status: 403 }, code: EXIT.denied, word: "ACCESS_DENIED" },
  "429": { fault: { kind: "throttle" }, code: EXIT.mailjetUnreachable, word: "RATE_LIMITED" },
  "500": {
    fault: { kind: "status", status: 500 },
    code: EXIT.mailjetUnreachable,
    word: "UNAVAILABLE",
    isUncertain: true,
  },
  "no answer": { fault: { kind: "hang" }, code: EXIT.mailjetUnreachable, word: "TIMEOUT", isUncertain: true },
  "a cut connection": {
    fault: { kind: "reset" },
    code: EXIT.possiblyBlocked,
    word: "UNAVAILABLE",
    isUncertain: true,
  },
} satisfies Readonly<Record<string, Failure>>;

type FailureName = keyof typeof FAILURES;

/** A step that asks Mailjet. */
interface Asking {
  /** The step before it. */
  readonly after: string;
  /** Whose pair is named if Mailjet refuses it. */
  readonly pair: string;
  /** Which of its requests fail. Absence: all. */
  readonly only?: { readonly method?: "POST" | "PUT"; readonly path?: string };
  /** Failures with which it waits, and is not refused: what Mailjet does not let one see may be so by right. */
  readonly waits?: readonly string[];
  /** Failures that take too long here; see the tests of guards. */
  readonly leaves?: readonly string[];
}

const REFUSED = ["401 with a code", "401 without a code"];
const ADMINISTRATION = "the administration pair";

const ASKING = {
  "assisted-reset": [{ after: "identify", pair: "the pair with the secret key that was given" }],
  "new-sub-account": [
    { after: "begin", pair: ADMINISTRATION },
    { after: "identify", pair: ADMINISTRATION },
    { after: "identify", pair: "", only: { method: "POST" } },
    { after: "create-key", pair: "the new pair", leaves: REFUSED },
    { after: "wait-until-active", pair: "", waits: [...REFUSED, "403"] },
    { after: "compare", pair: "the new pair" },
    { after: "wait-for-applications", pair: "the old pair", waits: REFUSED },
    { after: "wait-until-quiet", pair: ADMINISTRATION },
    { after: "wait-until-quiet", pair: ADMINISTRATION, only: { method: "PUT" } },
    { after: "deactivate-old", pair: ADMINISTRATION },
    { after: "deactivate-old", pair: ADMINISTRATION, only: { method: "PUT" } },
  ],
  "blue-green": [
    { after: "identify", pair: "the idle pair" },
    { after: "check-idle", pair: "", waits: [...REFUSED, "403"] },
    { after: "compare", pair: "the new pair" },
    { after: "wait-for-applications", pair: "the old pair", waits: REFUSED },
    { after: "wait-until-quiet", pair: "the pair with the secret key that was given" },
  ],
  "emergency, then a reset": [
    { after: "begin", pair: ADMINISTRATION },
    { after: "take-evidence", pair: ADMINISTRATION },
    { after: "take-evidence", pair: ADMINISTRATION, only: { method: "PUT" } },
    { after: "deactivate-leaked", pair: ADMINISTRATION },
    { after: "deactivate-leaked", pair: "the pair with the secret key", only: { path: "/v3/REST/sender" } },
    { after: "wait-for-applications", pair: ADMINISTRATION },
  ],
  "emergency, then a new key": [
    { after: "deactivate-leaked", pair: ADMINISTRATION },
    { after: "deactivate-leaked", pair: "", only: { method: "POST" } },
    { after: "create-key", pair: "the new pair", leaves: REFUSED },
    { after: "wait-until-active", pair: "the new pair" },
    { after: "wait-for-applications", pair: ADMINISTRATION },
    { after: "wait-for-applications", pair: ADMINISTRATION, only: { method: "PUT" } },
  ],
  "rollback of new-sub-account": [
    { after: "deactivate-old", pair: ADMINISTRATION },
    { after: "undo-deactivate-old", pair: "the old pair" },
    { after: "undo-switch", pair: ADMINISTRATION },
    { after: "undo-switch", pair: ADMINISTRATION, only: { method: "PUT" } },
  ],
  "rollback of blue-green": [{ after: "switch", pair: "the old pair" }],
  "rollback of emergency": [
    { after: "switch", pair: ADMINISTRATION },
    { after: "undo-deactivate-old", pair: "the old pair" },
    { after: "undo-switch", pair: ADMINISTRATION },
    { after: "undo-switch", pair: ADMINISTRATION, only: { method: "PUT" } },
  ],
  "rollback of emergency before a reset": [
    { after: "deactivate-leaked", pair: ADMINISTRATION },
    { after: "undo-deactivate-old", pair: ADMINISTRATION },
  ],
} satisfies Partial<Record<JourneyName, readonly Asking[]>>;

async function failAt(world: RotationWorld, journey: Journey, asking: Asking, name: FailureName): Promise<void> {
  const { fault, code, word, isUncertain = false }: Failure = FAILURES[name];
  const { only = {}, pair, waits = [] } = asking;
  world.mailjet.fail({ ...fault, ...only, afterProcessing: isUncertain && only.method !== undefined });
  // For this one only: the others are not to fail on a machine that is busy.
  const patience = name === "no answer" ? ["--config", "impatient.json"] : [];
  const ended = await run(world, journey, [...journey.onwards, "--wait-for", "0", ...patience]);
  world.mailjet.clearFaults();
  world.passMinute();
  const isWaiting = waits.includes(name);
  expect(ended.code, `after ${asking.after}: ${ended.stderr}`).toBe(isWaiting ? EXIT.waiting : code);
  if (isWaiting) return expect(ended.stdout).toMatch(/^Waiting for .*rotate --resume/);
  expect(ended.stderr).toContain(word);
  expect(ended.stderr).toMatch(/rotate --(resume|rollback) goes on/);
  if (REFUSED.includes(name)) expect(ended.stderr).toContain(pair);
}

// Each of these is a rotation from begin to end, with the failure at every step that asks Mailjet.
describe.concurrent("with Mailjet that answers", () => {
  const names = Object.keys(FAILURES) as FailureName[];
  const plans = Object.keys(ASKING) as (keyof typeof ASKING)[];
  const cases = plans.flatMap((plan) => names.map((failure) => ({ plan, failure })));

  it.each(cases)(
    "$failure at each step of $plan, nothing is harmed",
    { timeout: 120_000 },
    async ({ plan, failure }) => {
      await using world = await rotationWorld();
      await writeFile(join(world.directory, "impatient.json"), JSON.stringify({ mailjet: { timeoutMs: 300 } }));
      const journey: Journey = JOURNEYS[plan];
      journey.before?.(world);
      let words = journey.words;
      for (const asking of ASKING[plan] as readonly Asking[]) {
        const { after, leaves = [] } = asking;
        if (leaves.includes(failure)) continue;
        if (!world.done().includes(after) && !(after === "begin" && words === journey.onwards)) {
          expect((await run(world, journey, words, { step: after, moment: "recorded" })).code).toBeNull();
          words = journey.onwards;
        }
        // The person acts when the command gets there.
        if (after === "wait-until-quiet") journey.atWait?.(world);
        await failAt(world, journey, asking, failure);
        if (asking.only?.path !== undefined) expect(world.key(OLD).isActive, "it is contained again").toBe(false);
      }
      await travelToTheEnd(world, journey);
    },
  );
});

describe.concurrent("with a store that", () => {
  const steps = [
    { plan: "assisted-reset", after: "identify" },
    { plan: "new-sub-account", after: "try-sender" },
    { plan: "new-sub-account", after: "wait-until-quiet" },
    { plan: "blue-green", after: "try-sender" },
    { plan: "emergency, then a reset", after: "deactivate-leaked" },
  ] as const;

  it.each(steps)("F22 is down, or denied, $plan is safe after $after", { timeout: 60_000 }, async ({ plan, after }) => {
    await using world = await rotationWorld();
    const journey: Journey = JOURNEYS[plan];
    journey.before?.(world);
    await run(world, journey, journey.words, { step: after, moment: "recorded" });
    const isLate = after === "wait-until-quiet";
    // Reads go on where the administration pair is another secret.
    world.vault.fail({ path: "/v1/secret/data/prod/", kind: "status", status: 403 });
    const denied = await world.rotate(journey.onwards, { input: RESET.apiSecret });
    world.vault.clearFaults();
    expect(denied.code, denied.stderr).toBe(EXIT.denied);
    expect(denied.stderr).toContain("rotate --resume goes on");
    expect(world.key(OLD).isActive).toBe(plan !== "emergency, then a reset");
    await world.vault.goDown();
    const down = await world.rotate(journey.onwards, { input: RESET.apiSecret });
    await world.vault.comeBack();
    expect(down.code, down.stderr).toBe(EXIT.unreachable);
    if (isLate) expect(world.key(OLD).isActive).toBe(true);
    await travelToTheEnd(world, journey);
  });
});
