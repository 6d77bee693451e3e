import { createServer, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { type Clock, systemClock } from "@mailjet-secrets/core";
import { accessKeys, type EmulatedAccessKey } from "./aws/access-keys.ts";
import { AwsRefusal } from "./aws/answer.ts";
import { type EmulatedRole, roleAssumer } from "./aws/assume-role.ts";
import { type ExchangeContext, exchange } from "./aws/exchange.ts";
import { type AwsFault, faults } from "./aws/faults.ts";
import { type EmulatedAgent, localAgent } from "./aws/local-agent.ts";
import type { ReceivedAwsRequest } from "./aws/received-request.ts";
import { route, type World } from "./aws/router.ts";
import { type SecretStore, type SecretValue, type StoredSecret, secretStore } from "./aws/secret-store.ts";
import { addVersion } from "./aws/versions.ts";
import { listenOnLoopback } from "./loopback-server.ts";
import { type Hold, type OpenHold, openHold } from "./mailjet/hold.ts";

/** Value of a secret: a record becomes a JSON object, bytes a `SecretBinary`. */
export type EmulatedSecretValue = SecretValue | Readonly<Record<string, unknown>>;

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

/** Settings of {@link AwsEmulator.putSecret}. */
export interface PutSecretOptions {
  /** @default a new UUID */
  readonly versionId?: string;
  /** Labels that move to the version. @default ["AWSCURRENT"] */
  readonly stages?: readonly string[];
}

/** A Secrets Manager of one's own on this machine, for tests; beside it STS's `AssumeRole` and the local agent. */
export interface AwsEmulator {
  /** `http://127.0.0.1:PORT`: the `endpoint` of an SDK client. */
  readonly endpoint: string;
  /** The port of all of them: service, STS, agent. */
  readonly port: number;
  readonly region: string;
  /** The first of the access keys that are accepted. */
  readonly accessKey: EmulatedAccessKey;
  /** The local agent, or Lambda extension. */
  readonly agent: EmulatedAgent;
  /** All requests that arrived, oldest first. */
  readonly received: readonly ReceivedAwsRequest[];
  /** Number of connections that were opened so far. */
  readonly connections: number;
  /** Number of connections that are open now. */
  readonly openConnections: number;
  /** Number of requests that arrived and whose connection waits for the answer. */
  readonly openRequests: number;
  /** Stores a new version, creating the secret if need be, and returns the version's id. */
  putSecret(name: string, value: EmulatedSecretValue, options?: PutSecretOptions): string;
  /** ARN of the secret. This and the following throw `TypeError` for an unknown one. */
  arnOf(name: string): string;
  /** Version by staging label. */
  stagesOf(name: string): Readonly<Record<string, string>>;
  /** Schedules the secret for deletion, or ends that. `deleted`: @default true */
  scheduleDeletion(name: string, deleted?: boolean): void;
  /** Takes the right to use the KMS key from the callers, or gives it back. `denied`: @default true */
  denyKey(name: string, denied?: boolean): void;
  /** Removes the secret at once. */
  removeSecret(name: string): void;
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
  /** Lets requests fail; the fault that was added first comes first. */
  fail(fault: AwsFault): void;
  /** Ends all faults. */
  clearFaults(): void;
  /** Processes requests as ever, but holds their answers back. `operation`: `GetSecretValue`, `agent` … @default all */
  hold(operation?: string): Hold;
  /** Cuts all connections, as a proxy or an expired tunnel does; the emulator goes on. */
  cutConnections(): void;
  /** Cuts all connections and frees the port. Safe to call more than once. */
  close(): Promise<void>;
  /** The same as {@link AwsEmulator.close}. */
  [Symbol.asyncDispose](): Promise<void>;
}

const ACCESS_KEY: EmulatedAccessKey = {
  accessKeyId: "AKIAEMULATED00000001",
  secretAccessKey: "emulated/secret+access+key/0123456789abc",
};

/** Starts an emulated AWS Secrets Manager on a free port of 127.0.0.1, over plain HTTP. */
export async function startAwsEmulator(options: AwsEmulatorOptions = {}): Promise<AwsEmulator> {
  const clock = options.clock ?? systemClock;
  const agent: EmulatedAgent = { token: options.agentToken ?? "emulated-agent-token", ready: true, cacheMs: 300_000 };
  const denials = new Set<string>();
  const world = createWorld(options, agent, denials, clock);
  const active = faults();
  const received: ReceivedAwsRequest[] = [];
  const holds = new Set<OpenHold>();
  const traffic = await listen({
    clock,
    faults: active,
    holds: () => [...holds],
    route: (signed) => route(signed, world),
    record: (entry) => void received.push(entry),
  });
  const stop = async (): Promise<void> => {
    for (const hold of holds) hold.release();
    await traffic.close();
  };
  return {
    endpoint: `http://127.0.0.1:${traffic.port}`,
    port: traffic.port,
    region: world.region,
    accessKey: options.accessKeys?.[0] ?? ACCESS_KEY,
    agent,
    received,
    get connections() {
      return traffic.connections();
    },
    get openConnections() {
      return traffic.openConnections();
    },
    get openRequests() {
      return traffic.openRequests();
    },
    ...secretControls(world.store),
    deny: (operation = "") => void denials.add(operation),
    allow: () => denials.clear(),
    addAccessKey: world.keys.add,
    expireAccessKey: world.keys.expire,
    removeAccessKey: world.keys.remove,
    fail: active.add,
    clearFaults: active.clear,
    hold(operation = "") {
      const hold = openHold(operation);
      holds.add(hold);
      return hold;
    },
    cutConnections: traffic.cut,
    close: stop,
    [Symbol.asyncDispose]: stop,
  };
}

function createWorld(
  options: AwsEmulatorOptions,
  agent: EmulatedAgent,
  denials: ReadonlySet<string>,
  clock: Clock,
): World {
  const region = options.region ?? "eu-west-1";
  const store = secretStore(region, options.account ?? "111111111111", clock);
  for (const [name, value] of Object.entries(options.secrets ?? {})) put(store, name, value);
  const keys = accessKeys(options.accessKeys ?? [ACCESS_KEY], clock);
  const authorize = authorizer(denials);
  return {
    region,
    keys,
    store,
    authorize,
    agent: localAgent(agent, store, (secretId) => authorize("GetSecretValue", secretId), clock),
    assumeRole: roleAssumer(options.roles ?? [], keys, clock),
  };
}

interface Traffic {
  readonly port: number;
  readonly connections: () => number;
  readonly openConnections: () => number;
  readonly openRequests: () => number;
  readonly cut: () => void;
  readonly close: () => Promise<void>;
}

async function listen(context: ExchangeContext): Promise<Traffic> {
  const open = new Set<ServerResponse>();
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((request, response) => {
    open.add(response);
    response.once("close", () => open.delete(response));
    // The caller went away in the middle of its request; nobody is left to answer.
    exchange(request, response, context).catch(() => request.socket.destroy());
  });
  server.on("connection", (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  const { port, close } = await listenOnLoopback(server);
  return {
    port,
    connections: () => connections,
    openConnections: () => sockets.size,
    openRequests: () => open.size,
    cut: () => server.closeAllConnections(),
    close,
  };
}

function authorizer(denials: ReadonlySet<string>): World["authorize"] {
  return (operation, secretId) => {
    if (!denials.has(operation) && !denials.has("")) return;
    const action = `secretsmanager:${operation}`;
    throw new AwsRefusal(
      "AccessDeniedException",
      `User: arn:aws:iam::111111111111:user/emulator is not authorized to perform: ${action} on resource: ${secretId} because no identity-based policy allows the ${action} action`,
    );
  };
}

function put(store: SecretStore, name: string, value: EmulatedSecretValue, options: PutSecretOptions = {}): string {
  const secret = store.find(name) ?? store.create(name);
  const id = options.versionId ?? store.newVersionId();
  const isRaw = typeof value === "string" || value instanceof Uint8Array;
  const version = { id, value: isRaw ? value : JSON.stringify(value), createdAt: store.clock.now() };
  addVersion(secret, version, options.stages ?? ["AWSCURRENT"]);
  return id;
}

type SecretControls = Pick<
  AwsEmulator,
  "putSecret" | "arnOf" | "stagesOf" | "scheduleDeletion" | "denyKey" | "removeSecret"
>;

function secretControls(store: SecretStore): SecretControls {
  const known = (name: string): StoredSecret => {
    const secret = store.find(name);
    if (secret === undefined) throw new TypeError(`There is no secret ${name}.`);
    return secret;
  };
  return {
    putSecret: (name, value, options) => put(store, name, value, options),
    arnOf: (name) => known(name).arn,
    stagesOf: (name) => Object.fromEntries(known(name).labels),
    scheduleDeletion(name, deleted = true) {
      const secret = known(name);
      if (deleted) secret.deletedAt = store.clock.now();
      else delete secret.deletedAt;
    },
    denyKey(name, denied = true) {
      known(name).keyDenied = denied;
    },
    removeSecret: (name) => store.remove(known(name).name),
  };
}
