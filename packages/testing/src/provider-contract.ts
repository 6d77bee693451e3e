import type { ContractCase } from "./provider-contract/contract-case.ts";
import { createContractContext } from "./provider-contract/contract-context.ts";
import { failureCases } from "./provider-contract/failure-cases.ts";
import { lifeCases } from "./provider-contract/life-cases.ts";
import { readCases } from "./provider-contract/read-cases.ts";
import { sessionCases } from "./provider-contract/session-cases.ts";
import { writeCases } from "./provider-contract/write-cases.ts";
import { type ProviderHarness, supportedFeatures } from "./provider-harness.ts";

/** `describe` and `it` of vitest, of `node:test` or of anything like them. */
export interface ContractRunner {
  readonly describe: (title: string, body: () => Promise<void>) => unknown;
  readonly it: (title: string, body: () => Promise<void>) => unknown;
}

const CASES: readonly ContractCase[] = [...readCases, ...failureCases, ...sessionCases, ...lifeCases, ...writeCases];

/**
 * Registers the tests that every `SecretsProvider` has to pass, each with a harness of its own. One more harness is made
 * first, to see what it supports; cases for what it does not are left out. An unknown word in `unsupported`, or a handle
 * that is missing, fails the suite.
 */
export function providerContract(
  { describe, it }: ContractRunner,
  makeHarness: () => ProviderHarness | Promise<ProviderHarness>,
): void {
  describe("provider contract", async () => {
    for (const { title, run } of await applicableCases(makeHarness)) {
      it(title, async () => {
        const context = createContractContext(await makeHarness());
        try {
          await run(context);
        } finally {
          await context.close();
        }
      });
    }
  });
}

async function applicableCases(
  makeHarness: () => ProviderHarness | Promise<ProviderHarness>,
): Promise<readonly ContractCase[]> {
  const harness = await makeHarness();
  try {
    const supported = supportedFeatures(harness);
    const provider = harness.open();
    return CASES.filter(
      ({ needs = [], lacks = [], member }) =>
        needs.every((feature) => supported.has(feature)) &&
        !lacks.some((feature) => supported.has(feature)) &&
        (member === undefined || provider[member] !== undefined),
    );
  } finally {
    await harness.close();
  }
}
