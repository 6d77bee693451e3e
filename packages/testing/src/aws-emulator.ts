import { type Clock, systemClock } from "@mailjet-secrets/core";
import type { EmulatedAccessKey } from "./aws/access-keys.ts";
import { awsAccount } from "./aws/account.ts";
import type { EmulatedRole } from "./aws/assume-role.ts";
import { exchange } from "./aws/exchange.ts";
import { type AwsFault, faults } from "./aws/faults.ts";
import type { EmulatedAgent } from "./aws/local-agent.ts";
import type { ReceivedAwsRequest } from "./aws/received-request.ts";
import { route } from "./aws/router.ts";
import { type AwsSecretControls, type EmulatedSecretValue, secretControls } from "./aws/secret-controls.ts";
import type { Emulator } from "./emulator/emulator.ts";
import { startEmulator, withMore } from "./emulator/start-emulator.ts";

/** Settings of {@link startAwsEmulator}. */
export interface AwsEmulatorOptions {
  /** Secrets that exist at the start, by name. @default none */
  readonly secrets?: Readonly<Record<string, EmulatedSecretValue>>;
  /** Access keys that are accepted. @default one, {@link AwsEmulator.accessKey} */
  readonly accessKeys?: readonly EmulatedAccessKey[];
  /** Roles that every accepted key may assume. @default none */
  readonly roles?: readonly EmulatedRole[];
  /** @default "eu-west-1" */
  readonly region?: string;
  /** Number of the account. @default "111111111111" */
  readonly account?: string;
  /** What callers of the local agent have to send. @default "emulated-agent-token" */
  readonly agentToken?: string;
  /** @default the clock of the machine */
  readonly clock?: Clock;
}

/**
 * A Secrets Manager of one's own on this machine, for tests; beside it, on the same port, STS's `AssumeRole` and the
 * local agent. `url` is the `endpoint` of an SDK client.
 */
export interface AwsEmulator extends Emulator<AwsFault>, AwsSecretControls {
  readonly region: string;
  /** The first of the access keys that are accepted. */
  readonly accessKey: EmulatedAccessKey;
  /** The local agent, or Lambda extension. */
  readonly agent: EmulatedAgent;
  /** All requests that arrived, oldest first. */
  readonly received: readonly ReceivedAwsRequest[];
  /** Denies an operation (`GetSecretValue`), or all of them. */
  deny(operation?: string): void;
  /** Ends all denials. */
  allow(): void;
  /** Adds a key. */
  addAccessKey(key: EmulatedAccessKey): void;
  /** From now on the key is answered as expired. Throws `TypeError` for an unknown one. */
  expireAccessKey(accessKeyId: string): void;
  /** From now on the key is unknown. */
  removeAccessKey(accessKeyId: string): void;
  /** Cuts all connections, and forgets the temporary keys that it issued and what the agent keeps in memory. */
  restart(): void;
}

const ACCESS_KEY: EmulatedAccessKey = {
  accessKeyId: "AKIAEMULATED00000001",
  secretAccessKey: "emulated/secret+access+key/0123456789abc",
};

/** Starts an emulated AWS Secrets Manager on a free port of 127.0.0.1, over plain HTTP. */
export async function startAwsEmulator(options: AwsEmulatorOptions = {}): Promise<AwsEmulator> {
  const { region = "eu-west-1", accessKeys = [ACCESS_KEY], clock = systemClock } = options;
  const agent: EmulatedAgent = { token: options.agentToken ?? "emulated-agent-token", ready: true, cacheMs: 300_000 };
  const denials = new Set<string>();
  const number = options.account ?? "111111111111";
  const world = awsAccount({ region, number, keys: accessKeys, roles: options.roles ?? [], agent, denials, clock });
  const controls = secretControls(world.store);
  for (const [name, value] of Object.entries(options.secrets ?? {})) controls.putSecret(name, value);
  const received: ReceivedAwsRequest[] = [];
  const record = (entry: ReceivedAwsRequest): void => void received.push(entry);
  const context = { clock, route: (signed: Parameters<typeof route>[0]) => route(signed, world), record };
  const emulator = await startEmulator<AwsFault>({
    clock,
    faults: faults(),
    serve: (message, response, obstacles) => exchange(message, response, context, obstacles),
  });
  return withMore(emulator, {
    region,
    accessKey: accessKeys[0] ?? ACCESS_KEY,
    agent,
    received,
    ...controls,
    deny: (operation = "") => void denials.add(operation),
    allow: () => denials.clear(),
    addAccessKey: world.keys.add,
    expireAccessKey: world.keys.expire,
    removeAccessKey: world.keys.remove,
    restart() {
      world.keys.forgetIssued();
      world.agent.forget();
      emulator.cutConnections();
    },
  });
}
