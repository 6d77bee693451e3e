import { type Clock, systemClock } from "@mailjet-secrets/core";
import {
  type AwsEmulator,
  type AwsFault,
  type ContractFault,
  type ContractFeature,
  type ProviderHarness,
  providerContract,
  startAwsEmulator,
} from "@mailjet-secrets/testing";
import { describe, it } from "vitest";
import { type AwsProviderOptions, awsProvider } from "../src/index.ts";

const REFUSAL_PAUSE_MS = 60_000;
const ID = "prod/contract";
const FAULTS: Readonly<Record<Exclude<ContractFault, "denied" | "bad login">, AwsFault>> = {
  "rate limited": { kind: "throttle" },
  unavailable: { kind: "status", status: 503 },
  reset: { kind: "reset" },
  hang: { kind: "hang" },
  garbage: { kind: "garbage", body: "cut" },
};

function harness(
  emulator: AwsEmulator,
  options: AwsProviderOptions,
  unsupported: readonly ContractFeature[],
  badLogin: { readonly begin: () => void; readonly end: () => void },
): ProviderHarness {
  return {
    unsupported,
    secret: { id: ID },
    storeSecrets: [emulator.accessKey.secretAccessKey, emulator.agent.token],
    open: () => awsProvider(options),
    seed: async (values) => void emulator.putSecret(ID, values),
    remove: async () => emulator.removeSecret(ID),
    fail(fault) {
      if (fault === "denied") emulator.deny();
      else if (fault === "bad login") badLogin.begin();
      else emulator.fail(FAULTS[fault]);
    },
    recover() {
      emulator.allow();
      badLogin.end();
      emulator.clearFaults();
    },
    requestCount: () => emulator.received.length,
    openRequests: () => emulator.openRequests,
    close: () => emulator.close(),
  };
}

async function bySdk(): Promise<ProviderHarness> {
  const emulator = await startAwsEmulator();
  const { url: endpoint, region, accessKey } = emulator;
  let aheadMs = 0;
  const clock: Clock = { ...systemClock, monotonic: () => systemClock.monotonic() + aheadMs };
  return harness(emulator, { endpoint, region, credentials: accessKey, clock }, ["logins"], {
    begin: () => emulator.removeAccessKey(accessKey.accessKeyId),
    end() {
      emulator.addAccessKey(accessKey);
      aheadMs += REFUSAL_PAUSE_MS; // refused credentials are not tried again before
    },
  });
}

const byAgent = (via: "agent" | "extension") => async (): Promise<ProviderHarness> => {
  const emulator = await startAwsEmulator();
  const { token } = emulator.agent;
  if (via === "extension") emulator.agent.cacheMs = 0; // it cannot be asked for anything newer than its copy
  const options = { via, port: emulator.port, token };
  return harness(emulator, options, ["logins", "whole records", "conditional writes"], {
    begin: () => {
      emulator.agent.token = "another-token-than-before";
    },
    end: () => {
      emulator.agent.token = token;
    },
  });
};

describe("aws: SDK", () => providerContract({ describe, it }, bySdk));
describe("aws: agent", () => providerContract({ describe, it }, byAgent("agent")));
describe("aws: Lambda extension", () => providerContract({ describe, it }, byAgent("extension")));
