import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AccountModel, type MailjetMood, type ModelOptions, type StoreMood } from "./support/account-model.ts";
import { unhandledRejections } from "./support/unhandled-rejections.ts";

/** One thing that happens to an account; printed by fast-check when a sequence breaks a promise. */
interface Step {
  readonly name: string;
  readonly run: (model: AccountModel) => void | Promise<void>;
}

const RUNS = 400;
/** Fixed, so that a failure here is one everywhere. */
const SEED = 20_261_125;

const plain = (name: string, run: Step["run"]): fc.Arbitrary<Step> => fc.constant({ name, run });
const advance = fc
  .constantFrom(1, 150, 1_000, 2_500, 10_000, 31_000, 61_000, 301_000, 3_601_000)
  .map((ms): Step => ({ name: `advance ${ms}`, run: (model) => model.clock.advance(ms) }));
const shift = fc
  .constantFrom(-86_400_000, -1_000, 1_000, 86_400_000)
  .map((ms): Step => ({ name: `wall clock ${ms}`, run: ({ clock }) => clock.shiftWallClock(ms) }));
const storeMood = fc
  .constantFrom<StoreMood[]>("answers", "answers", "hangs", "UNAVAILABLE", "ACCESS_DENIED", "NOT_FOUND")
  .map((mood): Step => ({ name: `store ${mood}`, run: (model) => void Object.assign(model, { store: mood }) }));
const mailjetMood = fc
  .constantFrom<MailjetMood[]>("answers", "answers", "hangs", 429, 503, "reset")
  .map((mood): Step => ({ name: `mailjet ${mood}`, run: (model) => void Object.assign(model, { mailjet: mood }) }));

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: plain("send", (model) => model.send()) },
  { weight: 3, arbitrary: plain("read", (model) => model.read()) },
  { weight: 1, arbitrary: plain("refresh", (model) => model.refresh()) },
  { weight: 6, arbitrary: advance },
  { weight: 1, arbitrary: shift },
  { weight: 2, arbitrary: storeMood },
  { weight: 2, arbitrary: mailjetMood },
  { weight: 2, arbitrary: plain("reset", (model) => model.reset()) },
  { weight: 2, arbitrary: plain("publish right", (model) => model.publish("right")) },
  { weight: 1, arbitrary: plain("publish wrong", (model) => model.publish("wrong")) },
  { weight: 1, arbitrary: plain("abort", (model) => model.abortLast()) },
  { weight: 1, arbitrary: plain("answers", (model) => model.answerWaiting()) },
);

const options: fc.Arbitrary<ModelOptions> = fc.record({
  refreshAfterMs: fc.constantFrom(20_000, 300_000),
  expireAfterMs: fc.constantFrom(60_000, 3_600_000),
  rotationGraceMs: fc.constantFrom(0, 30_000),
  keepFresh: fc.boolean(),
});
const steps = fc.array(step, { minLength: 1, maxLength: 40 });

async function play(model: AccountModel, sequence: readonly Step[]): Promise<void> {
  for (const { run } of sequence) {
    await run(model);
    await model.clock.settle();
  }
}

function check(property: (model: AccountModel, sequence: readonly Step[]) => Promise<void>): Promise<void> {
  return fc.assert(
    fc.asyncProperty(options, steps, async (chosen, sequence) => {
      const model = new AccountModel(chosen);
      const unhandled = await unhandledRejections(() => property(model, sequence));
      expect(unhandled).toEqual([]);
      expect(model.violations).toEqual([]);
    }),
    { numRuns: RUNS, seed: SEED },
  );
}

describe("an account, whatever happens to it", () => {
  it("reads the store once at a time, uses no expired pair, sends no rejected pair, tries an unproven one alone, and recovers", async () => {
    await check(async (model, sequence) => {
      await play(model, sequence);
      model.store = "answers";
      model.publish("right");
      model.answerWaiting();
      await model.clock.advance(3_700_000);
      expect(model.unsettled).toBe(0);
      model.send();
      await model.clock.advance(31_000);
      await expect(model.calls.at(-1)).resolves.toBe(200);
    });
  }, 120_000);

  it("settles every call at close, and leaves no timer behind", async () => {
    await check(async (model, sequence) => {
      await play(model, sequence);
      model.close();
      await model.clock.settle();
      expect(model.unsettled).toBe(0);
      expect(model.timers).toBe(0);
      model.send();
      await expect(model.calls.at(-1)).rejects.toMatchObject({ code: "CLOSED" });
    });
  }, 120_000);
});
