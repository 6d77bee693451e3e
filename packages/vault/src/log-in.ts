import type { Clock } from "@mailjet-secrets/core";
import type { CredentialContext } from "./credential-source.ts";
import type { VaultClient } from "./node-vault-client.ts";

/** What a method needs in order to get its credentials together. */
export interface LogInContext extends CredentialContext {
  readonly client: VaultClient;
  /** Namespace of the login. */
  readonly namespace: string;
  /** Aborts when the provider is closed: for what must not end because one caller goes. */
  readonly closing: AbortSignal;
  /** Whether an Agent or Proxy is addressed, which may have a token of its own. */
  readonly viaAgent: boolean;
  readonly hasClientCertificate: boolean;
  readonly clock: Clock;
}

/** What a login comes to. */
export type LogInRequest =
  /** A token is there already, or none is to be sent. */
  | { readonly kind: "token"; readonly token: string | undefined }
  | {
      readonly kind: "request";
      /** Below `/v1/`, encoded. */
      readonly path: string;
      readonly body: Readonly<Record<string, unknown>>;
    };

/** One way to log in. */
export interface LogIn {
  /** For messages, as in "the AppRole login at auth/approle". */
  readonly title: string;
  /** What to check when it is refused. */
  readonly hint: string;
  /** Credentials differ at every login, so that comparing them does not tell whether they were refused before. */
  readonly alwaysDiffers: boolean;
  /** Reads the credentials, anew each time. */
  prepare(context: LogInContext): Promise<LogInRequest>;
}
