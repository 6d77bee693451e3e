import { type Clock, systemClock } from "@mailjet-secrets/core";
import { accessTokens } from "./conjur/access-tokens.ts";
import type { EmulatedAwsIdentity } from "./conjur/caller-identity.ts";
import { type ConjurControls, conjurControls } from "./conjur/controls.ts";
import { type ConjurRequest, exchange } from "./conjur/exchange.ts";
import { type ConjurFault, conjurFaults } from "./conjur/faults.ts";
import type { EmulatedConjurRole } from "./conjur/role.ts";
import { variables } from "./conjur/variables.ts";
import { webTokens } from "./conjur/web-tokens.ts";
import type { World } from "./conjur/world.ts";
import type { CertifiedEmulator, Emulator } from "./emulator/emulator.ts";
import { startEmulator, withMore } from "./emulator/start-emulator.ts";
import { certificateFile, localCertificate } from "./local-certificate.ts";

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

/** A Conjur of one's own on 127.0.0.1, for tests. `url` is the appliance URL, with the base path. */
export interface ConjurEmulator extends Emulator<ConjurFault>, CertifiedEmulator, ConjurControls {
  readonly account: string;
  /** All requests that arrived, oldest first. */
  readonly received: readonly ConjurRequest[];
  /** Number of log-ins that arrived, the failed ones included. */
  readonly loginCount: number;
  /** Cuts all connections, and refuses all access tokens issued until now, as a server that was set up anew. */
  restart(): void;
}

/** Starts an emulated Conjur on a free port of 127.0.0.1. */
export async function startConjurEmulator(options: ConjurEmulatorOptions = {}): Promise<ConjurEmulator> {
  const world = createWorld(options);
  const received: ConjurRequest[] = [];
  const basePath = (options.basePath ?? "").replace(/\/+$/, "");
  const decodesSlashes = options.decodesSlashes ?? false;
  const record = (request: ConjurRequest): void => void received.push(request);
  const context = { world, basePath, decodesSlashes, record };
  const { certificate, privateKey } = await localCertificate();
  const file = certificateFile(certificate);
  const emulator = await startEmulator<ConjurFault>({
    tls: options.https === true ? { cert: certificate, key: privateKey } : undefined,
    basePath,
    clock: world.clock,
    faults: conjurFaults(),
    serve: (request, response, obstacles) => exchange(request, response, context, obstacles),
    atClose: file.remove,
  });
  return withMore(emulator, {
    account: world.account,
    certificate,
    certificateFile: file.write,
    received,
    get loginCount() {
      return received.filter(({ kind }) => kind === "login").length;
    },
    ...conjurControls(world),
    restart() {
      world.tokens.revoke();
      emulator.cutConnections();
    },
  });
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
