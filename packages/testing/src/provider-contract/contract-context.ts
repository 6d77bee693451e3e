import assert from "node:assert/strict";
import {
  type SecretReference,
  type SecretSnapshot,
  SecretsError,
  type SecretsErrorCode,
  type SecretsProvider,
} from "@mailjet-secrets/core";
import type { ProviderHarness } from "../provider-harness.ts";
import { assertShowsNone } from "./assert-shows-none.ts";

type Values = Readonly<Record<string, string>>;

/** A pair whose values occur in nothing else, so that a leak of them is seen. */
export const FIRST: Values = {
  MJ_APIKEY_PUBLIC: "c0ffee0011223344556677889900aabb",
  MJ_APIKEY_PRIVATE: "bbaa009988776655443322110ffee0c0",
};
/** The pair that follows {@link FIRST}. */
export const SECOND: Values = {
  MJ_APIKEY_PUBLIC: "d1ce110022334455667788990011bbcc",
  MJ_APIKEY_PRIVATE: "ccbb110099887766554433221100ecd1",
};

/** What a contract case works with. */
export interface ContractContext {
  readonly harness: ProviderHarness;
  readonly provider: SecretsProvider;
  /** The harness's secret with the fields of the pair, or with others. */
  reference(fields?: readonly string[]): SecretReference;
  /** Reads the pair, or other fields. */
  read(fields?: readonly string[], signal?: AbortSignal): Promise<SecretSnapshot>;
  /** Writes a record. The provider has `write`. */
  write(values: Values, ifVersion?: string): Promise<{ readonly version?: string }>;
  /** Waits for a rejection with a `SecretsError` of this code that tells nothing secret, and gives it back. */
  failure(code: SecretsErrorCode, work: Promise<unknown>): Promise<SecretsError>;
  close(): Promise<void>;
}

/** Creates the {@link ContractContext} of one case. */
export function createContractContext(harness: ProviderHarness): ContractContext {
  const provider = harness.open();
  const secrets = [...Object.values(FIRST), ...Object.values(SECOND), ...(harness.storeSecrets ?? [])];
  const reference = (fields: readonly string[] = Object.keys(FIRST)): SecretReference => ({
    ...harness.secret,
    fields,
  });
  return {
    harness,
    provider,
    reference,
    read: (fields, signal = new AbortController().signal) => provider.read(reference(fields), { signal }),
    write(values, ifVersion) {
      assert.ok(provider.write, "the provider has a write");
      return provider.write(reference(Object.keys(values)), values, {
        signal: new AbortController().signal,
        ...(ifVersion === undefined ? {} : { ifVersion }),
      });
    },
    async failure(code, work) {
      const outcome = await work.then(
        () => assert.fail(`${code} was expected, and the call succeeded`),
        (error: unknown) => error,
      );
      assert.ok(SecretsError.is(outcome), "the rejection is a SecretsError");
      assert.equal(outcome.code, code);
      assert.equal(outcome.provider, provider.name, "the error names its provider");
      assertShowsNone(outcome, secrets);
      return outcome;
    },
    async close() {
      await provider.close?.();
      await harness.close();
    },
  };
}
