import type { SecretsProvider } from "@mailjet-secrets/core";
import {
  type ConjurEmulator,
  type ConjurFault,
  type ContractFault,
  movableClock,
  type ProviderHarness,
  providerContract,
  startConjurEmulator,
} from "@mailjet-secrets/testing";
import { describe, it } from "vitest";
import { pickingFields } from "../../../test/support/picking-fields.ts";
import { conjurProvider } from "../src/index.ts";
import { API_KEY, LOGIN } from "./support/conjur.ts";

const LOGIN_PAUSE_MS = 15 * 60_000;

/** How a record lies in Conjur. */
interface Layout {
  readonly unsupported: ProviderHarness["unsupported"];
  readonly secret: ProviderHarness["secret"];
  /** Makes a provider read and write the record where it lies. */
  readonly adapt: (provider: SecretsProvider) => SecretsProvider;
  readonly garbage: (emulator: ConjurEmulator) => ConjurFault;
  readonly variables: (values: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
}

/** Each value in a variable of its own: they are versioned each for itself, and Conjur keeps no empty ones. */
const BRANCH: Layout = {
  unsupported: ["empty values", "versions", "whole records", "conditional writes"],
  secret: { id: "mailjet" },
  adapt: (provider) => provider,
  garbage: () => ({ kind: "garbage" }),
  variables: (values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [`mailjet/${name}`, value])),
};

/** The record as JSON in one variable: no answer names a version. */
const ONE_VARIABLE: Layout = {
  unsupported: ["versions", "conditional writes"],
  secret: { id: "mailjet/pair" },
  adapt: pickingFields,
  // Half of a text is a text too, so a page comes in its place.
  garbage: (emulator) => ({
    kind: "body",
    body: `<p>${emulator.variable("mailjet/pair")}</p>`,
    contentType: "text/html",
  }),
  variables: (values) => ({ "mailjet/pair": JSON.stringify(values) }),
};

async function conjurHarness(layout: Layout): Promise<ProviderHarness> {
  const emulator = await startConjurEmulator({ roles: [{ login: LOGIN, apiKey: API_KEY }] });
  const clock = movableClock();
  const stored = new Set<string>();
  const count = (kind: string): number => emulator.received.filter((request) => request.kind === kind).length;
  return {
    unsupported: layout.unsupported,
    secret: layout.secret,
    storeSecrets: [API_KEY],
    open: () =>
      layout.adapt(
        conjurProvider({
          applianceUrl: emulator.url,
          account: emulator.account,
          auth: { method: "apiKey", login: LOGIN, apiKey: API_KEY },
          environment: {},
          clock,
        }),
      ),
    async seed(values) {
      for (const [id, value] of Object.entries(layout.variables(values))) {
        stored.add(id);
        emulator.setVariable(id, value);
      }
    },
    async remove() {
      for (const id of stored) emulator.removeVariable(id);
    },
    fail: (fault) => (fault === "garbage" ? emulator.fail(layout.garbage(emulator)) : FAULTS[fault](emulator)),
    recover() {
      emulator.clearFaults();
      emulator.setRole({ login: LOGIN, apiKey: API_KEY });
      clock.putForward(LOGIN_PAUSE_MS); // refused credentials are not tried again before
    },
    requestCount: () => count("other"),
    openRequests: () => emulator.openRequests,
    loginCount: () => count("login"),
    expireSessions: emulator.revokeTokens,
    close: emulator.close,
  };
}

const FAULTS: Readonly<Record<Exclude<ContractFault, "garbage">, (emulator: ConjurEmulator) => void>> = {
  denied: (emulator) => emulator.setRole({ login: LOGIN, apiKey: API_KEY, permissions: { "": ["read"] } }),
  "bad login": (emulator) => emulator.rotateApiKey(LOGIN, "2abcdefghjkmnpqrstvwxyz0123456789abcdefghjkmnpqrstvw"),
  "rate limited": (emulator) => emulator.fail({ kind: "status", status: 429 }),
  unavailable: (emulator) => emulator.fail({ kind: "status", status: 503, body: "html" }),
  reset: (emulator) => emulator.fail({ kind: "reset" }),
  hang: (emulator) => emulator.fail({ kind: "hang" }),
};

describe("Conjur: one variable", () => providerContract({ describe, it }, () => conjurHarness(ONE_VARIABLE)));
describe("Conjur: a branch of variables", () => providerContract({ describe, it }, () => conjurHarness(BRANCH)));
