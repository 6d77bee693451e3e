import type { SecretsErrorCode, SecretsProvider } from "@mailjet-secrets/core";
import { type ContractFault, type MemoryProvider, memoryProvider, type ProviderHarness } from "../../src/index.ts";

const CODES: Readonly<Record<Exclude<ContractFault, "hang">, SecretsErrorCode>> = {
  denied: "ACCESS_DENIED",
  "bad login": "UNAUTHENTICATED",
  "rate limited": "RATE_LIMITED",
  unavailable: "UNAVAILABLE",
  reset: "UNAVAILABLE",
  garbage: "UNEXPECTED_RESPONSE",
};

/** A harness over a memory provider; `change` may put another provider in front of it. */
export function memoryHarness(
  change: (memory: MemoryProvider) => SecretsProvider = (memory) => memory,
): ProviderHarness {
  const memory = memoryProvider();
  let release = (): void => {};
  return {
    unsupported: ["logins"],
    secret: { id: "mailjet" },
    open: () => change(memory),
    async seed(values) {
      memory.set("mailjet", values);
    },
    async remove() {
      memory.remove("mailjet");
    },
    fail(fault) {
      if (fault === "hang") release = memory.hold();
      else memory.fail(CODES[fault]);
    },
    recover() {
      release();
      memory.recover();
    },
    requestCount: () => memory.readCount,
    openRequests: () => memory.heldReads,
    close: async () => release(),
  };
}
