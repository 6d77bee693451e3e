import { type ContractRunner, type ProviderHarness, providerContract } from "../../src/index.ts";

/** The tests that the suite registers for a harness, by title. Rejects if it refuses the harness. */
export async function registeredTests(
  makeHarness: () => ProviderHarness,
): Promise<ReadonlyMap<string, () => Promise<void>>> {
  const tests = new Map<string, () => Promise<void>>();
  let suite = Promise.resolve();
  const runner: ContractRunner = {
    describe: (_, body) => {
      suite = body();
    },
    it: (title, body) => tests.set(title, body),
  };
  providerContract(runner, makeHarness);
  await suite;
  return tests;
}

/** Runs the one test of the suite whose title has this part. */
export async function outcomeOf(title: string, makeHarness: () => ProviderHarness): Promise<"passed" | "failed"> {
  const tests = [...(await registeredTests(makeHarness))].filter(([whole]) => whole.includes(title));
  if (tests.length !== 1) throw new RangeError(`${tests.length} tests have "${title}" in their title.`);
  const body = tests[0]?.[1] ?? (async () => {});
  return body().then(
    () => "passed",
    () => "failed",
  );
}
