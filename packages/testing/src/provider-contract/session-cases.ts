import assert from "node:assert/strict";
import type { ContractCase } from "./contract-case.ts";
import { FIRST } from "./contract-context.ts";

/** Obligations of a provider that logs in to its store. */
export const sessionCases: readonly ContractCase[] = [
  {
    title: "lets fifty reads at the same time share one login",
    needs: ["logins"],
    async run({ harness, read }) {
      await harness.seed(FIRST);
      const snapshots = await Promise.all(Array.from({ length: 50 }, () => read()));
      for (const { values } of snapshots) assert.deepEqual({ ...values }, FIRST);
      assert.equal(harness.loginCount?.(), 1);
    },
  },
  {
    title: "keeps its session for the next read",
    needs: ["logins"],
    async run({ harness, read }) {
      await harness.seed(FIRST);
      await read();
      await read();
      assert.equal(harness.loginCount?.(), 1);
    },
  },
  {
    title: "logs in again once when its session has expired",
    needs: ["logins"],
    async run({ harness, read }) {
      await harness.seed(FIRST);
      await read();
      harness.expireSessions?.();
      const snapshots = await Promise.all(Array.from({ length: 10 }, () => read()));
      for (const { values } of snapshots) assert.deepEqual({ ...values }, FIRST);
      assert.equal(harness.loginCount?.(), 2);
    },
  },
  {
    title: "logs in again after a login that failed",
    needs: ["logins", "bad login"],
    async run({ harness, read, failure }) {
      await harness.seed(FIRST);
      await harness.fail?.("bad login");
      await failure("UNAUTHENTICATED", read());
      await harness.recover?.();
      assert.deepEqual({ ...(await read()).values }, FIRST);
    },
  },
  {
    title: "keeps the login going for the others when the read that began it is aborted",
    needs: ["logins"],
    async run({ harness, read }) {
      await harness.seed(FIRST);
      const controller = new AbortController();
      const first = read(undefined, controller.signal);
      const others = [read(), read()];
      controller.abort();
      await assert.rejects(first);
      for (const { values } of await Promise.all(others)) assert.deepEqual({ ...values }, FIRST);
      assert.equal(harness.loginCount?.(), 1);
    },
  },
];
