import { describe, expect, it } from "vitest";
import { CONTRACT_FEATURES, type ContractFeature, type ProviderHarness, providerContract } from "../src/index.ts";
import { FAULTY_PROVIDERS } from "./support/faulty-providers.ts";
import { memoryHarness } from "./support/memory-harness.ts";
import { outcomeOf, registeredTests } from "./support/registered-tests.ts";
import { type SessionHandling, sessionHarness } from "./support/session-harness.ts";

describe("the provider contract finds a provider that", () => {
  it.each(FAULTY_PROVIDERS)("%s", async (_, title, fault) => {
    expect(await outcomeOf(title, memoryHarness)).toBe("passed");
    expect(await outcomeOf(title, () => memoryHarness(fault))).toBe("failed");
  });
});

const WELL: SessionHandling = { shares: true, keeps: true, renews: true, forgetsFailures: true, boundToFirst: false };

describe("the provider contract, for stores that want a login,", () => {
  providerContract({ describe, it }, () => sessionHarness(WELL));

  it.each<readonly [fault: string, title: string, Partial<SessionHandling>]>([
    ["logs in for each read", "share one login", { shares: false }],
    ["does not keep its session", "keeps its session", { keeps: false }],
    ["cannot replace its session", "logs in again once", { renews: false }],
    ["keeps a failed login", "after a login that failed", { forgetsFailures: false }],
    ["lets an abort end the login of all", "keeps the login going", { boundToFirst: true }],
  ])("finds a provider that %s", async (_, title, fault) => {
    expect(await outcomeOf(title, () => sessionHarness({ ...WELL, ...fault }))).toBe("failed");
  });
});

describe("a harness", () => {
  const unsupporting = (unsupported: readonly ContractFeature[]): ProviderHarness => ({
    ...memoryHarness(),
    unsupported,
  });

  it("is refused when it lists a word that the suite does not know", async () => {
    const harness = () => unsupporting(["logins", "telepathy" as ContractFeature]);
    await expect(registeredTests(harness)).rejects.toThrow("telepathy is unknown");
  });

  it("is refused when it lacks a handle for what it supports", async () => {
    await expect(registeredTests(() => unsupporting([]))).rejects.toThrow("The harness has no loginCount");
  });

  it("gets no test for what its store cannot do, and all others", async () => {
    const all = await registeredTests(() => unsupporting(["logins"]));
    const few = await registeredTests(() => unsupporting([...CONTRACT_FEATURES]));
    const left = [...all.keys()].filter((title) => !few.has(title));
    expect(left).toContain("gives an empty value back as an empty value");
    expect([...few.keys()].filter((title) => !all.has(title))).toEqual([
      "refuses a version with INVALID_CONFIG, since the store cannot compare it",
    ]);
    expect([...few.keys()]).toContain("sees a rotation at the next read");
  });

  it("is closed after every test and after the look at what it supports", async () => {
    let open = 0;
    const closed = (): void => {
      open -= 1;
    };
    const harness = (): ProviderHarness => {
      open += 1;
      return { ...memoryHarness(), close: async () => closed() };
    };
    await outcomeOf("sees a rotation", harness);
    expect(open).toBe(0);
  });
});
