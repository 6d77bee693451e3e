import { type Clock, systemClock } from "@mailjet-secrets/core";
import {
  type ConjurEmulator,
  type ContractFault,
  type ProviderHarness,
  providerContract,
  startConjurEmulator,
} from "@mailjet-secrets/testing";
import { describe, it } from "vitest";
import { conjurProvider } from "../src/index.ts";
import { API_KEY, LOGIN } from "./support/conjur.ts";

const LOGIN_PAUSE_MS = 15 * 60_000;

/** The machine's clock, that can be put forward. */
function movableClock(): { readonly clock: Clock; readonly advance: (ms: number) => void } {
  let ahead = 0;
  return {
    clock: { ...systemClock, now: () => Date.now() + ahead },
    advance: (ms) => {
      ahead += ms;
    },
  };
}

async function conjurHarness(): Promise<ProviderHarness> {
  const emulator = await startConjurEmulator({ roles: [{ login: LOGIN, apiKey: API_KEY }] });
  const { clock, advance } = movableClock();
  const stored = new Set<string>();
  const count = (kind: string): number => emulator.received.filter((request) => request.kind === kind).length;
  return {
    // Variables are versioned each for itself, and no answer names a version; Conjur keeps no empty values.
    unsupported: ["empty values", "versions", "whole records", "conditional writes"],
    secret: { id: "mailjet" },
    storeSecrets: [API_KEY],
    open: () =>
      conjurProvider({
        applianceUrl: emulator.url,
        account: emulator.account,
        auth: { method: "apiKey", login: LOGIN, apiKey: API_KEY },
        environment: {},
        clock,
      }),
    async seed(values) {
      for (const [name, value] of Object.entries(values)) {
        stored.add(`mailjet/${name}`);
        emulator.setVariable(`mailjet/${name}`, value);
      }
    },
    async remove() {
      for (const id of stored) emulator.removeVariable(id);
    },
    fail: (fault) => FAULTS[fault](emulator),
    recover() {
      emulator.clearFaults();
      emulator.setRole({ login: LOGIN, apiKey: API_KEY });
      advance(LOGIN_PAUSE_MS); // refused credentials are not tried again before
    },
    requestCount: () => count("other"),
    openRequests: () => emulator.openRequests,
    loginCount: () => count("login"),
    expireSessions: emulator.revokeTokens,
    close: emulator.close,
  };
}

const FAULTS: Readonly<Record<ContractFault, (emulator: ConjurEmulator) => void>> = {
  denied: (emulator) => emulator.setRole({ login: LOGIN, apiKey: API_KEY, permissions: { "": ["read"] } }),
  "bad login": (emulator) => emulator.rotateApiKey(LOGIN, "2abcdefghjkmnpqrstvwxyz0123456789abcdefghjkmnpqrstvw"),
  "rate limited": (emulator) => emulator.fail({ kind: "status", status: 429 }),
  unavailable: (emulator) => emulator.fail({ kind: "status", status: 503, body: "html" }),
  reset: (emulator) => emulator.fail({ kind: "reset" }),
  hang: (emulator) => emulator.fail({ kind: "hang" }),
  garbage: (emulator) => emulator.fail({ kind: "garbage" }),
};

providerContract({ describe, it }, conjurHarness);
