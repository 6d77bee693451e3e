import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type Clock, systemClock } from "@mailjet-secrets/core";
import { certificateFile, type LocalCertificate, localCertificate } from "./local-certificate.ts";
import { listenOnLoopback } from "./loopback-server.ts";
import { type Hold, type OpenHold, openHold } from "./mailjet/hold.ts";
import { authMethods } from "./vault/auth-methods.ts";
import { identifiers } from "./vault/identifiers.ts";
import type { VaultPolicy } from "./vault/policies.ts";
import { type SecretEngine, secretEngines } from "./vault/secret-engines.ts";
import { tokens, type VaultTokenSettings } from "./vault/tokens.ts";
import { type VaultExchangeContext, type VaultRequest, vaultExchange } from "./vault/vault-exchange.ts";
import { type VaultFault, vaultFaults } from "./vault/vault-faults.ts";
import type { VaultRole } from "./vault/vault-role.ts";
import type { VaultWorld } from "./vault/vault-world.ts";
import { wrapping } from "./vault/wrapping.ts";

/** Settings of {@link startVaultEmulator}. */
export interface VaultEmulatorOptions {
  /** Whether the server speaks HTTPS with {@link VaultEmulator.certificate}. @default false: HTTP */
  readonly tls?: boolean;
  /** KV engines by path: `{ secret: 2, "team/kv": 1 }`; in a namespace with that in front. @default { secret: 2 } */
  readonly mounts?: Readonly<Record<string, 1 | 2>>;
  /** Mounts of KV v2 that refuse a write without check-and-set. @default none */
  readonly casRequiredMounts?: readonly string[];
  /** @default none */
  readonly namespaces?: readonly string[];
  /** Policies by name. @default none */
  readonly policies?: Readonly<Record<string, VaultPolicy>>;
  /** Those who may log in. @default none */
  readonly roles?: readonly VaultRole[];
  /** Whose words are used where OpenBao and Vault differ. @default "openbao" */
  readonly product?: "openbao" | "vault";
  /** Refuses requests without the header `X-Vault-Request`, as an Agent can be told to. @default false */
  readonly requestHeaderRequired?: boolean;
  /** @default the clock of the machine */
  readonly clock?: Clock;
}

/** A Vault (or OpenBao) of one's own on 127.0.0.1, for tests. */
export interface VaultEmulator {
  /** `http://127.0.0.1:PORT`, or with `https:`. */
  readonly address: string;
  /** PEM of the certificate to trust with `tls`; the same one for all emulators of a process. */
  readonly certificate: string;
  /** PEM of the key of {@link VaultEmulator.certificate}, which may serve as a client certificate too. */
  readonly privateKey: string;
  /** Writes the certificate to a temporary file; `close()` removes it. */
  certificateFile(): Promise<string>;
  /** The token that may do everything. */
  readonly rootToken: string;
  /** All requests that arrived, oldest first. */
  readonly received: readonly VaultRequest[];
  /** Number of log-ins that arrived, the failed ones included. */
  readonly loginCount: number;
  /** Number of connections that were opened. */
  readonly connectionCount: number;
  /** Number of requests that wait for an answer on an open connection. */
  readonly openRequests: number;
  /** Adds a version to a secret, by its mount and path (`secret/mailjet`), and gives its number. Throws `TypeError` outside of all mounts. */
  put(path: string, data: object): number;
  /** Removes a secret with all its versions. */
  remove(path: string): void;
  /** Deletes the last version softly. `at`: epoch milliseconds, may be in the future. @default now */
  deleteVersion(path: string, at?: number): void;
  /** Destroys the last version for good. */
  destroyVersion(path: string): void;
  addRole(role: VaultRole): void;
  /** Replaces or adds a policy. */
  setPolicy(name: string, policy: VaultPolicy): void;
  /** Adds a secret id to an AppRole. `uses`: @default any number */
  addSecretId(roleName: string, secretId: string, uses?: number): void;
  /** Adds a secret id like {@link VaultEmulator.addSecretId}, and gives the wrapping token to fetch it with, once. */
  wrapSecretId(roleName: string, secretId: string, options?: WrapOptions): string;
  /** Issues a token without a login. */
  createToken(settings?: VaultTokenSettings, namespace?: string): string;
  /** Ends all tokens but root's. */
  revokeAllTokens(): void;
  /** Gives requests without a token this one's rights, as an Agent with auto-auth does it; `undefined` ends that. */
  autoAuth(token: string | undefined): void;
  /** Seals the server, or unseals it. `sealed`: @default true */
  seal(sealed?: boolean): void;
  /** Lets the server answer as one that was never initialised. */
  forgetInitialization(): void;
  /** Makes a standby that sends its callers to this address ("" for a relative `Location`); `undefined` ends that. */
  standby(activeAddress: string | undefined): void;
  /** Cuts all connections and forgets all tokens but root's, as a restarted server whose tokens were in memory. */
  restart(): void;
  /** Lets requests fail; the fault that was added first comes first. */
  fail(fault: VaultFault): void;
  /** Ends all faults. */
  clearFaults(): void;
  /** Processes requests as ever, but holds their answers back. `path`: beginning of the paths. @default all */
  hold(path?: string): Hold;
  /** Cuts all connections and frees the port. Safe to call more than once. */
  close(): Promise<void>;
  /** The same as {@link VaultEmulator.close}. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Options of {@link VaultEmulator.wrapSecretId}. */
export interface WrapOptions {
  /** How many log-ins the secret id is good for. @default any number */
  readonly uses?: number;
  /** @default 120 */
  readonly ttlSeconds?: number;
  /** Where the wrapped answer says that it was made. @default auth/approle/role/NAME/secret-id */
  readonly creationPath?: string;
}

const ROOT_TOKEN = "emulated-root-token-00112233";
const LOGIN = /^\/v1\/(.+\/)?auth\/.+\/login(\/[^/]+)?$/;

/** Starts an emulated Vault on a free port of 127.0.0.1. */
export async function startVaultEmulator(options: VaultEmulatorOptions = {}): Promise<VaultEmulator> {
  const { certificate, privateKey } = await localCertificate();
  const world = createWorld(options);
  const faults = vaultFaults();
  const received: VaultRequest[] = [];
  const holds = new Set<OpenHold>();
  const record = (request: VaultRequest): void => void received.push(request);
  const { server, counts } = createServer(options.tls === true ? { certificate, privateKey } : undefined, {
    world,
    faults,
    holds: () => [...holds],
    record,
  });
  const { port, close } = await listenOnLoopback(server);
  const file = certificateFile(certificate);
  const stop = async (): Promise<void> => {
    for (const hold of holds) hold.release();
    await Promise.all([close(), file.remove()]);
  };
  return {
    address: `${options.tls === true ? "https" : "http"}://127.0.0.1:${port}`,
    certificate,
    privateKey,
    certificateFile: file.write,
    rootToken: ROOT_TOKEN,
    received,
    get loginCount() {
      return received.filter(({ method, path }) => method !== "GET" && LOGIN.test(path)).length;
    },
    get connectionCount() {
      return counts.connections;
    },
    get openRequests() {
      return counts.openRequests;
    },
    ...secretControls(world),
    ...loginControls(world),
    ...serverControls(world),
    restart() {
      world.tokens.revokeAll();
      world.wrapping.clear();
      server.closeAllConnections();
    },
    fail: faults.add,
    clearFaults: faults.clear,
    hold(path = "/") {
      const hold = openHold(path);
      holds.add(hold);
      return hold;
    },
    close: stop,
    [Symbol.asyncDispose]: stop,
  };
}

interface CountingServer {
  readonly server: HttpServer;
  readonly counts: { connections: number; openRequests: number };
}

function createServer(tls: LocalCertificate | undefined, context: VaultExchangeContext): CountingServer {
  const counts = { connections: 0, openRequests: 0 };
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    counts.openRequests += 1;
    response.once("close", () => {
      counts.openRequests -= 1;
    });
    // The caller went away in the middle of its request; nobody is left to answer.
    vaultExchange(request, response, context).catch(() => request.socket.destroy());
  };
  // Every client certificate is taken at first: the login says whose it is.
  const server =
    tls === undefined
      ? createHttpServer(answer)
      : createHttpsServer(
          { cert: tls.certificate, key: tls.privateKey, requestCert: true, rejectUnauthorized: false },
          answer,
        );
  server.on("connection", () => {
    counts.connections += 1;
  });
  return { server, counts };
}

function createWorld(options: VaultEmulatorOptions): VaultWorld {
  const clock = options.clock ?? systemClock;
  const product = options.product ?? "openbao";
  const prefix = product === "openbao" ? "s." : "hvs.";
  const names = identifiers(product);
  const known = tokens(clock, names, prefix);
  known.addRoot(ROOT_TOKEN);
  const engines = secretEngines(clock);
  for (const [path, version] of Object.entries<1 | 2>(options.mounts ?? { secret: 2 })) {
    engines.add(path, version, options.casRequiredMounts?.includes(path) ?? false);
  }
  const methods = authMethods(clock);
  for (const role of options.roles ?? []) methods.add(role);
  return {
    clock,
    names,
    tokens: known,
    engines,
    methods,
    wrapping: wrapping(clock, names, prefix),
    policies: new Map(Object.entries(options.policies ?? {})),
    namespaces: new Set(options.namespaces ?? []),
    product,
    requestHeaderRequired: options.requestHeaderRequired ?? false,
    sealed: false,
    initialized: true,
  };
}

type SecretControls = Pick<VaultEmulator, "put" | "remove" | "deleteVersion" | "destroyVersion">;

function secretControls({ engines, clock }: VaultWorld): SecretControls {
  const place = (path: string): { readonly engine: SecretEngine; readonly rest: string } => {
    const found = engines.find(path);
    if (found === undefined) throw new TypeError(`No secrets engine is mounted at ${path}.`);
    return found;
  };
  const latest = (path: string): { deletedAt?: number; destroyed: boolean } => {
    const { engine, rest } = place(path);
    const found = engine.secrets.get(rest)?.at(-1);
    if (found === undefined) throw new TypeError(`There is no secret at ${path}.`);
    return found;
  };
  return {
    put(path, data) {
      const { engine, rest } = place(path);
      return engines.put(engine, rest, data);
    },
    remove(path) {
      const { engine, rest } = place(path);
      engine.secrets.delete(rest);
    },
    deleteVersion(path, at = clock.now()) {
      latest(path).deletedAt = at;
    },
    destroyVersion(path) {
      latest(path).destroyed = true;
    },
  };
}

type LoginControls = Pick<
  VaultEmulator,
  "addRole" | "setPolicy" | "addSecretId" | "wrapSecretId" | "createToken" | "revokeAllTokens" | "autoAuth"
>;

function loginControls(world: VaultWorld): LoginControls {
  const { methods, policies, tokens: known, names } = world;
  return {
    addRole: methods.add,
    setPolicy: (name, policy) => void policies.set(name, policy),
    addSecretId: (roleName, secretId, uses = Number.POSITIVE_INFINITY) => methods.addSecretId(roleName, secretId, uses),
    wrapSecretId(roleName, secretId, { uses = Number.POSITIVE_INFINITY, ttlSeconds = 120, creationPath } = {}) {
      methods.addSecretId(roleName, secretId, uses);
      const data = { secret_id: secretId, secret_id_accessor: names.uuid(), secret_id_num_uses: 0, secret_id_ttl: 0 };
      return world.wrapping.wrap({ data }, creationPath ?? `auth/approle/role/${roleName}/secret-id`, ttlSeconds);
    },
    createToken: (settings = {}, namespace = "") => known.issue(settings, { namespace, path: "auth/token/create" }).id,
    revokeAllTokens: known.revokeAll,
    autoAuth(token) {
      if (token === undefined) delete world.autoAuthToken;
      else world.autoAuthToken = token;
    },
  };
}

type ServerControls = Pick<VaultEmulator, "seal" | "forgetInitialization" | "standby">;

function serverControls(world: VaultWorld): ServerControls {
  return {
    seal(sealed = true) {
      world.sealed = sealed;
    },
    forgetInitialization() {
      world.initialized = false;
    },
    standby(activeAddress) {
      if (activeAddress === undefined) delete world.activeAddress;
      else world.activeAddress = activeAddress;
    },
  };
}
