import { awsProvider } from "@mailjet-secrets/aws";
import {
  type ContractFeature,
  type ProviderHarness,
  providerContract,
  startAwsEmulator,
} from "@mailjet-secrets/testing";
import { afterAll, describe, expect, it } from "vitest";
import { liveSecrets } from "../../packages/aws/test/support/live-secrets.ts";
import { serviceBehaviour } from "../../packages/aws/test/support/service-behaviour.ts";
import { liveAws } from "./support/live-aws.ts";

const { region, endpoint, prefix } = liveAws();
const place = { region, ...(endpoint === undefined ? {} : { endpoint }) };
const secrets = liveSecrets(place);
afterAll(() => secrets.close());

// Its faults cannot be switched, nor its requests counted.
const UNSUPPORTED: readonly ContractFeature[] = [
  "denied",
  "bad login",
  "rate limited",
  "unavailable",
  "reset",
  "hang",
  "garbage",
  "request counts",
  "open requests",
  "logins",
];

let created = 0;
function newName(): string {
  created += 1;
  return `${prefix}${Date.now()}-${created}`; // a name that was just deleted cannot be used again at once
}

function harness(): ProviderHarness {
  const id = newName();
  return {
    unsupported: UNSUPPORTED,
    secret: { id },
    open: () => awsProvider(place),
    seed: (values) => secrets.store(id, JSON.stringify(values)),
    remove: () => secrets.remove(id),
    close: () => secrets.remove(id),
  };
}

describe("aws: live", () => providerContract({ describe, it }, harness));

it("is imitated by the emulator step by step", async () => {
  const name = newName();
  const emulator = await startAwsEmulator({ region });
  const imitation = liveSecrets({ region, endpoint: emulator.url, credentials: emulator.accessKey });
  try {
    expect(await serviceBehaviour(imitation.client, name)).toEqual(await serviceBehaviour(secrets.client, name));
  } finally {
    imitation.close();
    await Promise.all([secrets.remove(name), emulator.close()]);
  }
});
