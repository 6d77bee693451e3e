import assert from "node:assert/strict";
import type { ContractCase } from "./contract-case.ts";
import { FIRST, SECOND } from "./contract-context.ts";

/** Obligations of a provider that can write. */
export const writeCases: readonly ContractCase[] = [
  {
    title: "reads back what it wrote, under the version that the write named",
    member: "write",
    async run({ harness, read, write }) {
      await harness.seed(FIRST);
      const { version } = await write(SECOND);
      const after = await read();
      assert.deepEqual({ ...after.values }, SECOND);
      assert.equal(version, after.version);
    },
  },
  {
    title: "replaces the whole record",
    member: "write",
    needs: ["whole records"],
    async run({ harness, read, write, failure }) {
      await harness.seed({ ...FIRST, OTHER: "gone afterwards" });
      await write(SECOND);
      const { message } = await failure("NOT_FOUND", read(["OTHER"]));
      assert.ok(message.includes("OTHER"));
    },
  },
  {
    title: "writes if the store holds the version named, and answers CONFLICT if it holds another",
    member: "write",
    needs: ["conditional writes", "versions"],
    async run({ harness, read, write, failure }) {
      await harness.seed(FIRST);
      const { version } = await read();
      await write(SECOND, version);
      await failure("CONFLICT", write(FIRST, version));
      assert.deepEqual({ ...(await read()).values }, SECOND, "the refused write left nothing");
    },
  },
  {
    title: "refuses a version with INVALID_CONFIG, since the store cannot compare it",
    member: "write",
    lacks: ["conditional writes"],
    async run({ harness, read, write, failure }) {
      await harness.seed(FIRST);
      await failure("INVALID_CONFIG", write(SECOND, "1"));
      assert.deepEqual({ ...(await read()).values }, FIRST);
    },
  },
  {
    title: "rejects a write with the reason of an aborted signal, and writes nothing",
    member: "write",
    async run({ harness, provider, read, reference }) {
      await harness.seed(FIRST);
      const reason = new Error("not any more");
      const writing = provider.write?.(reference(), SECOND, { signal: AbortSignal.abort(reason) });
      await assert.rejects(writing ?? Promise.resolve(), (error) => error === reason);
      assert.deepEqual({ ...(await read()).values }, FIRST);
    },
  },
  {
    title: "answers a denied write with ACCESS_DENIED and shows nothing of the record",
    member: "write",
    needs: ["denied"],
    async run({ harness, write, failure }) {
      await harness.seed(FIRST);
      await harness.fail?.("denied");
      await failure("ACCESS_DENIED", write(SECOND));
    },
  },
];
