import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type Clock, systemClock } from "@mailjet-secrets/core";
import { accessTokens } from "./conjur/access-tokens.ts";
import type { EmulatedAwsIdentity } from "./conjur/caller-identity.ts";
import { type ConjurRequest, exchange } from "./conjur/exchange.ts";
import { type ConjurFault, conjurFaults } from "./conjur/faults.ts";
import type { EmulatedConjurRole } from "./conjur/role.ts";
import { variables } from "./conjur/variables.ts";
import { webTokens } from "./conjur/web-tokens.ts";
import type { World } from "./conjur/world.ts";
import { certificateFile, localCertificate } from "./local-certificate.ts";
import { listenOnLoopback } from "./loopback-server.ts";
import { type Hold, type OpenHold, openHold } from "./mailjet/hold.ts";

/** Settings of {@link startConjurEmulator}. */
export interface ConjurEmulatorOptions {
  /** @default "dev" */
  readonly account?: string;
  /** Path under which everything is served, as "/api" by Enterprise and SaaS. @default none, as open source does */
  readonly basePath?: string;
  /** Serves HTTPS with the certificate of the emulators. @default HTTP */
  readonly https?: boolean;
  /** Hosts and users that exist. @default none */
  readonly roles?: readonly EmulatedConjurRole[];
  /** Variables that exist, with their values. @default none */
  readonly variables?: Readonly<Record<string, Uint8Array | string>>;
  /** Enabled authenticators beside `authn`: "authn-jwt/prod", "authn-iam/prod". @default none */
  readonly authenticators?: readonly string[];
  /** AWS credentials that `authn-iam` finds to be genuine. @default none */
  readonly awsIdentities?: readonly EmulatedAwsIdentity[];
  /** Seconds for which an access token is good. @default 480 */
  readonly tokenLifeSeconds?: number;
  /** Whether tokens say when they end; those of old servers do not, and are good for 480 seconds. @default true */
  readonly tokensHaveExpiry?: boolean;
  /** A proxy in front turns `%2F` in paths into slashes, as some do. @default false */
  readonly decodesSlashes?: boolean;
  /** @default the clock of the machine */
  readonly clock?: Clock;
}

/** A Conjur of one's own on 127.0.0.1, for tests. */
export interface ConjurEmulator {
  /** The appliance URL, with the base path. */
  readonly url: string;
  readonly account: string;
  /** PEM of the certificate to trust, if it serves HTTPS; the same one for all emulators of a process. */
  readonly certificate: string;
  /** Writes the certificate to a temporary file; `close()` removes it. */
  certificateFile(): Promise<string>;
  /** All requests that arrived, oldest first. */
  readonly received: readonly ConjurRequest[];
  /** Number of connections that were opened. */
  readonly connectionCount: number;
  /** Number of requests that arrived and whose connection waits for the answer. */
  readonly openRequests: number;
  /** Gives the variable a new value, and creates it if need be. Without a value it is only created. */
  setVariable(id: string, value?: Uint8Array | string): void;
  removeVariable(id: string): void;
  /** The current value as text. `undefined`: there is none. */
  variable(id: string): string | undefined;
  /** Adds a role, or puts another one in its place. */
  setRole(role: EmulatedConjurRole): void;
  /** Removes the role; its tokens stay genuine and are of no use any more. */
  removeRole(login: string): void;
  /** Gives the role another API key; tokens that were issued stay good. Throws `TypeError` if there is no such role. */
  rotateApiKey(login: string, apiKey: string): void;
  /** A JWT that `authn-jwt` accepts for the login. `lifeSeconds`: @default 600 */
  issueWebToken(login: string, lifeSeconds?: number): string;
  /** An access token as JSON text, as a sidecar would write it into a file. */
  issueAccessToken(login: string): string;
  /** Changes the signing key: all access tokens issued until now are refused with 401. */
  revokeTokens(): void;
  /** Makes a follower of it, which refuses writes with 405, or ends that. */
  setReadOnly(readOnly: boolean): void;
  /** Lets requests fail; the fault that was added first comes first. */
  fail(fault: ConjurFault): void;
  /** Ends all faults. */
  clearFaults(): void;
  /** Processes requests as ever, but holds their answers back. `path`: beginning, below the base path. @default all */
  hold(path?: string): Hold;
  /** Cuts all connections and frees the port. Safe to call more than once. */
  close(): Promise<void>;
  /** The same as {@link ConjurEmulator.close}. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts an emulated Conjur on a free port of 127.0.0.1. */
export async function startConjurEmulator(options: ConjurEmulatorOptions = {}): Promise<ConjurEmulator> {
  const world = createWorld(options);
  const faults = conjurFaults();
  const received: ConjurRequest[] = [];
  const holds = new Set<OpenHold>();
  const basePath = (options.basePath ?? "").replace(/\/+$/, "");
  const context = {
    world,
    basePath,
    decodesSlashes: options.decodesSlashes ?? false,
    takeFault: faults.take,
    holds: () => [...holds],
    record: (request: ConjurRequest) => void received.push(request),
  };
  let openRequests = 0;
  let connectionCount = 0;
  const { certificate, privateKey } = await localCertificate();
  const listener: RequestListener = (request, response) => {
    openRequests += 1;
    response.once("close", () => {
      openRequests -= 1;
    });
    // The caller went away in the middle of its request; nobody is left to answer.
    exchange(request, response, context).catch(() => request.socket.destroy());
  };
  const server =
    options.https === true
      ? createHttpsServer({ cert: certificate, key: privateKey }, listener)
      : createHttpServer(listener);
  server.on("connection", () => {
    connectionCount += 1;
  });
  const { port, close } = await listenOnLoopback(server);
  const file = certificateFile(certificate);
  const stop = async (): Promise<void> => {
    for (const hold of holds) hold.release();
    await Promise.all([close(), file.remove()]);
  };
  return {
    url: `${options.https === true ? "https" : "http"}://127.0.0.1:${port}${basePath}`,
    account: world.account,
    certificate,
    certificateFile: file.write,
    received,
    get connectionCount() {
      return connectionCount;
    },
    get openRequests() {
      return openRequests;
    },
    ...controls(world),
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

function createWorld(options: ConjurEmulatorOptions): World {
  const clock = options.clock ?? systemClock;
  const known = variables();
  for (const [id, value] of Object.entries(options.variables ?? {})) known.set(id, value);
  const lifeSeconds = options.tokenLifeSeconds ?? 480;
  return {
    clock,
    account: options.account ?? "dev",
    roles: new Map((options.roles ?? []).map((role) => [role.login, role])),
    variables: known,
    tokens: accessTokens({ lifeSeconds, withExpiry: options.tokensHaveExpiry ?? true, clock }),
    webTokens: webTokens(clock),
    authenticators: options.authenticators ?? [],
    awsIdentities: options.awsIdentities ?? [],
    readOnly: false,
  };
}

type Controls = Pick<
  ConjurEmulator,
  | "setVariable"
  | "removeVariable"
  | "variable"
  | "setRole"
  | "removeRole"
  | "rotateApiKey"
  | "issueWebToken"
  | "issueAccessToken"
  | "revokeTokens"
  | "setReadOnly"
>;

function controls(world: World): Controls {
  return {
    setVariable: (id, value) => (value === undefined ? world.variables.declare(id) : world.variables.set(id, value)),
    removeVariable: world.variables.remove,
    variable: (id) => world.variables.value(id)?.toString(),
    setRole: (role) => void world.roles.set(role.login, role),
    removeRole: (login) => void world.roles.delete(login),
    rotateApiKey(login, apiKey) {
      const role = world.roles.get(login);
      if (role === undefined) throw new TypeError(`There is no role ${login}.`);
      world.roles.set(login, { ...role, apiKey });
    },
    issueWebToken: (login, lifeSeconds = 600) => world.webTokens.issue(login, lifeSeconds),
    issueAccessToken: world.tokens.issue,
    revokeTokens: world.tokens.revoke,
    setReadOnly(readOnly) {
      world.readOnly = readOnly;
    },
  };
}
