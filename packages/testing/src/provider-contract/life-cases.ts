import assert from "node:assert/strict";
import { assertShowsNone } from "./assert-shows-none.ts";
import type { ContractCase } from "./contract-case.ts";
import { FIRST } from "./contract-context.ts";

/** Obligations from the creation of a provider to its end. */
export const lifeCases: readonly ContractCase[] = [
  {
    title: "asks nothing of the store before the first read",
    needs: ["request counts"],
    async run({ harness }) {
      for (let turn = 0; turn < 10; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
      assert.equal(harness.requestCount?.(), 0);
      assert.equal(harness.loginCount?.() ?? 0, 0);
    },
  },
  {
    title: "shows no value and none of its credentials when it is printed",
    async run({ harness, provider, read }) {
      await harness.seed(FIRST);
      await read();
      assertShowsNone(provider, [...Object.values(FIRST), ...(harness.storeSecrets ?? [])]);
    },
  },
  {
    title: "has a name",
    async run({ provider }) {
      assert.match(provider.name, /^\S+$/);
    },
  },
  {
    title: "can be closed more than once, and answers a later read with CLOSED",
    member: "close",
    async run({ harness, provider, read, failure }) {
      await harness.seed(FIRST);
      await read();
      await provider.close?.();
      await provider.close?.();
      await failure("CLOSED", read());
    },
  },
  {
    title: "can be closed before it was used, and asks nothing for it",
    member: "close",
    async run({ harness, provider, read, failure }) {
      await provider.close?.();
      await failure("CLOSED", read());
      assert.equal(harness.requestCount?.() ?? 0, 0);
      assert.equal(harness.loginCount?.() ?? 0, 0);
    },
  },
];
