import type { Clock } from "@mailjet-secrets/core";
import type { AuthMethods } from "./auth-methods.ts";
import type { Identifiers } from "./identifiers.ts";
import type { VaultPolicy } from "./policies.ts";
import type { SecretEngines } from "./secret-engines.ts";
import type { Tokens } from "./tokens.ts";
import type { Wrapping } from "./wrapping.ts";

/** Everything that the emulated Vault remembers. */
export interface VaultWorld {
  readonly clock: Clock;
  readonly names: Identifiers;
  readonly tokens: Tokens;
  readonly engines: SecretEngines;
  readonly methods: AuthMethods;
  readonly wrapping: Wrapping;
  readonly policies: Map<string, VaultPolicy>;
  /** Known namespaces, without slashes at their ends. */
  readonly namespaces: Set<string>;
  /** Which product's words are used where they differ. */
  readonly product: "openbao" | "vault";
  /** Requests without `X-Vault-Request` are refused, as an Agent can be told to. */
  readonly requestHeaderRequired: boolean;
  /** Requests without a token get this one's rights, as an Agent with auto-auth does it. */
  autoAuthToken?: string;
  sealed: boolean;
  initialized: boolean;
  /** Requests are sent on to this address. Absence: the server is the active one. */
  activeAddress?: string;
}

/** A request as the handlers see it. */
export interface VaultCall {
  readonly method: string;
  /** Decoded, without `/v1/`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The parsed JSON body. `undefined`: there was none. */
  readonly body: unknown;
  readonly token: string | undefined;
  /** Header `X-Vault-Namespace` without slashes at its ends. */
  readonly namespace: string;
  readonly hasRequestHeader: boolean;
  /** SHA-256 fingerprint of the client's TLS certificate. */
  readonly clientFingerprint: string | undefined;
}

/** Puts a namespace in front of a path. */
export function inNamespace(namespace: string, path: string): string {
  return namespace === "" ? path : `${namespace}/${path}`;
}
