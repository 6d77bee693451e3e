import { type Clock, systemClock } from "@mailjet-secrets/core";
import type { CertifiedEmulator, Emulator } from "./emulator/emulator.ts";
import { startEmulator, withMore } from "./emulator/start-emulator.ts";
import { certificateFile, localCertificate } from "./local-certificate.ts";
import { authMethods } from "./vault/auth-methods.ts";
import { identifiers } from "./vault/identifiers.ts";
import { loginControls, type VaultLoginControls } from "./vault/login-controls.ts";
import type { VaultPolicy } from "./vault/policies.ts";
import { secretControls, type VaultSecretControls } from "./vault/secret-controls.ts";
import { secretEngines } from "./vault/secret-engines.ts";
import { serverControls, type VaultServerControls } from "./vault/server-controls.ts";
import { tokens } from "./vault/tokens.ts";
import { type VaultRequest, vaultExchange } from "./vault/vault-exchange.ts";
import { type VaultFault, vaultFaults } from "./vault/vault-faults.ts";
import type { VaultRole } from "./vault/vault-role.ts";
import type { VaultWorld } from "./vault/vault-world.ts";
import { wrapping } from "./vault/wrapping.ts";

/** Settings of {@link startVaultEmulator}. */
export interface VaultEmulatorOptions {
  /** Serves HTTPS with {@link VaultEmulator.certificate}. @default HTTP */
  readonly https?: boolean;
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
export interface VaultEmulator
  extends Emulator<VaultFault>,
    CertifiedEmulator,
    VaultSecretControls,
    VaultLoginControls,
    VaultServerControls {
  /** PEM of the key of {@link VaultEmulator.certificate}, which may serve as a client certificate too. */
  readonly privateKey: string;
  /** The token that may do everything. */
  readonly rootToken: string;
  /** All requests that arrived, oldest first. */
  readonly received: readonly VaultRequest[];
  /** Number of log-ins that arrived, the failed ones included. */
  readonly loginCount: number;
  /** Cuts all connections and forgets all tokens but root's, as a restarted server whose tokens were in memory. */
  restart(): void;
}

const ROOT_TOKEN = "emulated-root-token-00112233";
const LOGIN = /^\/v1\/(.+\/)?auth\/.+\/login(\/[^/]+)?$/;

/** Starts an emulated Vault on a free port of 127.0.0.1. */
export async function startVaultEmulator(options: VaultEmulatorOptions = {}): Promise<VaultEmulator> {
  const { certificate, privateKey } = await localCertificate();
  const world = createWorld(options);
  const received: VaultRequest[] = [];
  const context = { world, record: (request: VaultRequest) => void received.push(request) };
  const file = certificateFile(certificate);
  // Every client certificate is taken at first: the login says whose it is.
  const tls = { cert: certificate, key: privateKey, requestCert: true, rejectUnauthorized: false };
  const emulator = await startEmulator<VaultFault>({
    tls: options.https === true ? tls : undefined,
    clock: world.clock,
    faults: vaultFaults(),
    serve: (request, response, obstacles) => vaultExchange(request, response, context, obstacles),
    atClose: file.remove,
  });
  return withMore(emulator, {
    certificate,
    privateKey,
    certificateFile: file.write,
    rootToken: ROOT_TOKEN,
    received,
    get loginCount() {
      return received.filter(({ method, path }) => method !== "GET" && LOGIN.test(path)).length;
    },
    ...secretControls(world),
    ...loginControls(world),
    ...serverControls(world),
    restart() {
      world.tokens.revokeAll();
      world.wrapping.clear();
      emulator.cutConnections();
    },
  });
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
