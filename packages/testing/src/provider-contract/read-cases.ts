import assert from "node:assert/strict";
import type { ContractCase } from "./contract-case.ts";
import { FIRST, SECOND } from "./contract-context.ts";

const AWKWARD: Readonly<Record<string, string>> = {
  UNICODE: "Schlüssel 鍵 🗝",
  EQUALS: "=a=b==",
  LINES: "first\nsecond\r\nthird\n",
  BLANKS: " \tboth ends\t ",
  QUOTES: `"double" 'single' \`back\``,
  BACKSLASHES: "\\n \\\\ \\u0041",
  REFERENCES: "$HOME $$ {{x}} %41 + & # ; <x>",
  JSON: '{"apiKey":"text","n":1}',
  NUMBER: "0123",
};

/** Obligations of a read that finds something. */
export const readCases: readonly ContractCase[] = [
  {
    title: "gives every value back exactly as it was stored",
    async run({ harness, read }) {
      await harness.seed(AWKWARD);
      assert.deepEqual({ ...(await read(Object.keys(AWKWARD))).values }, AWKWARD);
    },
  },
  {
    title: "gives an empty value back as an empty value",
    needs: ["empty values"],
    async run({ harness, read }) {
      await harness.seed({ EMPTY: "", FULL: "x" });
      assert.deepEqual({ ...(await read(["EMPTY", "FULL"])).values }, { EMPTY: "", FULL: "x" });
    },
  },
  {
    title: "gives the fields asked for and no others",
    async run({ harness, read }) {
      await harness.seed({ ...FIRST, OTHER: "unrelated" });
      assert.deepEqual({ ...(await read()).values }, FIRST);
      assert.deepEqual({ ...(await read(["OTHER"])).values }, { OTHER: "unrelated" });
    },
  },
  {
    title: "takes all fields from one version while the secret is rotated",
    async run({ harness, read }) {
      const known = [FIRST, SECOND].map((values) => JSON.stringify(values));
      for (let round = 0; round < 10; round += 1) {
        await harness.seed(FIRST);
        const [one, , other] = await Promise.all([read(), harness.seed(SECOND), read()]);
        for (const { values } of [one, other]) {
          const ordered = Object.fromEntries(Object.keys(FIRST).map((name) => [name, values[name]]));
          assert.ok(known.includes(JSON.stringify(ordered)), "key and secret belong together");
        }
      }
    },
  },
  {
    title: "sees a rotation at the next read",
    async run({ harness, read }) {
      await harness.seed(FIRST);
      assert.deepEqual({ ...(await read()).values }, FIRST);
      await harness.seed(SECOND);
      assert.deepEqual({ ...(await read()).values }, SECOND);
    },
  },
  {
    title: "names the version it read, and reads the one before when asked",
    needs: ["versions"],
    async run({ harness, provider, read, reference }) {
      await harness.seed(FIRST);
      const before = await read();
      await harness.seed(SECOND);
      const after = await read();
      assert.ok(before.version && after.version, "both snapshots have a version");
      assert.notEqual(before.version, after.version);
      const requested = { ...reference(), requestedVersion: before.version };
      const again = await provider.read(requested, { signal: new AbortController().signal });
      assert.deepEqual({ ...again.values }, FIRST);
      assert.equal(again.version, before.version);
    },
  },
  {
    title: "makes the expected number of requests for each read",
    needs: ["request counts"],
    async run({ harness, read }) {
      const perRead = harness.requestsPerRead ?? 1;
      await harness.seed(FIRST);
      await read();
      assert.equal(harness.requestCount?.(), perRead);
      await read();
      assert.equal(harness.requestCount?.(), 2 * perRead);
    },
  },
];
