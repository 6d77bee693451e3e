import type { VaultTokenSettings } from "./tokens.ts";

interface RoleScope extends VaultTokenSettings {
  /** Where the auth method is mounted; may contain slashes. @default the name of the method, in lower case */
  readonly mount?: string;
  /** @default the root namespace */
  readonly namespace?: string;
}

/** Somebody who may log in, and what the token is that they get. */
export type VaultRole = RoleScope &
  (
    | {
        readonly method: "approle";
        readonly name: string;
        readonly roleId: string;
        /** With `uses`, a secret id works that many times only. */
        readonly secretIds: readonly { readonly secretId: string; readonly uses?: number }[];
      }
    | { readonly method: "userpass"; readonly username: string; readonly password: string }
    | {
        readonly method: "kubernetes" | "jwt";
        readonly name: string;
        /** The tokens that are taken for validly signed. */
        readonly jwts: readonly string[];
        /** A login without a role gets this one; for `jwt` only. @default false */
        readonly usedByDefault?: boolean;
      }
    | {
        readonly method: "cert";
        readonly name: string;
        /** PEM of the client certificate. */
        readonly certificate: string;
      }
    | {
        readonly method: "aws";
        readonly name: string;
        /** What the signed header `X-Vault-AWS-IAM-Server-ID` has to say. Absence: it is not asked for. */
        readonly serverId?: string;
      }
  );

/** The roles of one method. */
export type RoleOf<Method extends VaultRole["method"]> = VaultRole & { readonly method: Method };

/** Where the method of a role is mounted, below `auth/`. */
export function mountOf({ mount, method }: VaultRole): string {
  return mount ?? method;
}
