import assert from "node:assert/strict";
import type { SecretsErrorCode } from "@mailjet-secrets/core";
import type { ContractFault, ProviderHarness } from "../provider-harness.ts";
import type { ContractCase } from "./contract-case.ts";
import { FIRST } from "./contract-context.ts";
import { eventually } from "./eventually.ts";

const CODES: readonly (readonly [ContractFault, SecretsErrorCode, retryable: boolean])[] = [
  ["denied", "ACCESS_DENIED", false],
  ["bad login", "UNAUTHENTICATED", false],
  ["rate limited", "RATE_LIMITED", true],
  ["unavailable", "UNAVAILABLE", true],
  ["reset", "UNAVAILABLE", true],
  ["garbage", "UNEXPECTED_RESPONSE", false],
];

const faultCases: readonly ContractCase[] = CODES.map(([fault, code, retryable]) => ({
  title: `answers the fault "${fault}" with ${code}, shows nothing secret, and works again afterwards`,
  needs: [fault],
  async run({ harness, read, failure }) {
    await harness.seed(FIRST);
    await harness.fail?.(fault);
    assert.equal((await failure(code, read())).retryable, retryable);
    await harness.recover?.();
    assert.deepEqual({ ...(await read()).values }, FIRST, "the failure is not kept");
    // The second time there is a session already, and the failure comes another way.
    await harness.fail?.(fault);
    if (fault === "bad login") harness.expireSessions?.();
    await failure(code, read());
  },
}));

/** Obligations of a read that finds nothing, is refused or is aborted. */
export const failureCases: readonly ContractCase[] = [
  {
    title: "answers a secret that does not exist with NOT_FOUND and its name",
    async run({ harness, read, failure }) {
      await harness.seed(FIRST);
      await harness.remove();
      const { message } = await failure("NOT_FOUND", read());
      assert.ok(message.includes(harness.secret.id), "the error names the secret");
    },
  },
  {
    title: "answers missing fields with one NOT_FOUND that names all of them",
    async run({ harness, read, failure }) {
      await harness.seed(FIRST);
      const { message } = await failure("NOT_FOUND", read([...Object.keys(FIRST), "ABSENT_ONE", "ABSENT_TWO"]));
      for (const name of ["ABSENT_ONE", "ABSENT_TWO"]) assert.ok(message.includes(name), `the error names ${name}`);
    },
  },
  {
    title: "does not take what every object inherits for a field",
    async run({ harness, read, failure }) {
      await harness.seed(FIRST);
      await failure("NOT_FOUND", read(["constructor", "toString"]));
    },
  },
  ...faultCases,
  {
    title: "rejects with the reason of a signal that is aborted already, and asks nothing",
    async run({ harness, read }) {
      await harness.seed(FIRST);
      const reason = new Error("not any more");
      await assert.rejects(read(undefined, AbortSignal.abort(reason)), (error) => error === reason);
      assert.equal(harness.requestCount?.() ?? 0, 0);
      assert.equal(harness.loginCount?.() ?? 0, 0);
    },
  },
  {
    title: "rejects with the reason of a signal that is aborted while the store does not answer",
    needs: ["hang", "request counts"],
    async run({ harness, read }) {
      await harness.seed(FIRST);
      await harness.fail?.("hang");
      const reason = new Error("not any more");
      const controller = new AbortController();
      const reading = read(undefined, controller.signal);
      await eventually(() => requests(harness) > 0, "a request arrives");
      controller.abort(reason);
      await assert.rejects(reading, (error) => error === reason);
    },
  },
  {
    title: "ends the request when it is aborted",
    needs: ["hang", "open requests"],
    async run({ harness, read }) {
      await harness.seed(FIRST);
      await read(); // a login may be shared with others, and has to go on
      await harness.fail?.("hang");
      const controller = new AbortController();
      const reading = read(undefined, controller.signal);
      await eventually(() => harness.openRequests?.() === 1, "the request waits for its answer");
      controller.abort();
      await assert.rejects(reading);
      await eventually(() => harness.openRequests?.() === 0, "the store sees the request end");
    },
  },
  {
    title: "leaves other reads alone when one of them is aborted",
    needs: ["hang", "request counts"],
    async run({ harness, read }) {
      await harness.seed(FIRST);
      await read();
      const before = requests(harness);
      await harness.fail?.("hang");
      const controller = new AbortController();
      const aborted = read(undefined, controller.signal);
      await eventually(() => requests(harness) > before, "a request arrives");
      const recovered = harness.recover?.(); // not waited for: the answer must not come before the abort
      const other = read();
      controller.abort();
      await Promise.all([recovered, assert.rejects(aborted)]);
      assert.deepEqual({ ...(await other).values }, FIRST);
    },
  },
];

function requests(harness: ProviderHarness): number {
  return (harness.requestCount?.() ?? 0) + (harness.loginCount?.() ?? 0);
}
