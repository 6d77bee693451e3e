import {
  type Hold,
  startAwsEmulator,
  startConjurEmulator,
  startVaultEmulator,
  type VaultEmulator,
} from "@mailjet-secrets/testing";
import type { Pair } from "./pairs.ts";

/** What a store can do to those who read it. */
export type Trouble = "hangs" | "throttles" | "answers garbage";

/** A store with one secret, of any kind. */
export interface Store {
  readonly name: "aws" | "vault" | "conjur";
  /** The block of the configuration. */
  readonly config: object;
  /** The login of the application. */
  readonly environment: Readonly<Record<string, string>>;
  write(pair: Pair): void;
  /** Number of reads of the secret that arrived. */
  reads(): number;
  /** Number of logins that arrived. */
  logIns(): number;
  fail(trouble: Trouble): void;
  recover(): void;
  /** Processes reads, and holds the answers back. */
  hold(): Hold;
  /** From now on nobody listens at its port. */
  goDown(): Promise<void>;
  /** Listens again; all sessions of before are void. */
  comeBack(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const SECRET = "prod/mailjet";

/** Starts an emulated AWS Secrets Manager. */
export async function awsStore(): Promise<Store> {
  const aws = await startAwsEmulator();
  const operation = "GetSecretValue";
  return {
    name: "aws",
    config: { secret: SECRET, endpoint: aws.url, region: aws.region },
    environment: {
      AWS_ACCESS_KEY_ID: aws.accessKey.accessKeyId,
      AWS_SECRET_ACCESS_KEY: aws.accessKey.secretAccessKey,
      // The SDK's own word on versions of Node.js to come.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    },
    write: (pair) => void aws.putSecret(SECRET, { ...pair }),
    reads: () => aws.received.filter((request) => request.operation === operation).length,
    logIns: () => 0,
    fail(trouble) {
      if (trouble === "hangs") aws.fail({ kind: "hang", operation });
      else if (trouble === "throttles") aws.fail({ kind: "throttle", operation });
      else aws.fail({ kind: "garbage", body: "html", operation });
    },
    recover: aws.clearFaults,
    hold: () => aws.hold(operation),
    goDown: aws.goDown,
    comeBack: aws.comeBack,
    [Symbol.asyncDispose]: aws.close,
  };
}

/** Starts an emulated Vault. */
export async function vaultStore(): Promise<Store> {
  return storeIn(await startVaultEmulator());
}

/** The secret of one account in this Vault. Closes the emulator when it is disposed of. */
export function storeIn(vault: VaultEmulator): Store {
  const path = `/v1/secret/data/${SECRET}`;
  return {
    name: "vault",
    config: { secret: SECRET, address: vault.url },
    environment: { VAULT_TOKEN: vault.rootToken },
    write: (pair) => void vault.put(`secret/${SECRET}`, pair),
    reads: () => vault.received.filter((request) => request.path === path).length,
    logIns: () => vault.loginCount,
    fail(trouble) {
      if (trouble === "hangs") vault.fail({ kind: "hang", path });
      else if (trouble === "throttles") vault.fail({ kind: "throttle", path });
      else vault.fail({ kind: "garbage", body: "cut", path });
    },
    recover: vault.clearFaults,
    hold: () => vault.hold(path),
    goDown: vault.goDown,
    async comeBack() {
      vault.restart();
      await vault.comeBack();
    },
    [Symbol.asyncDispose]: vault.close,
  };
}

/** Starts an emulated Conjur, where every process logs in first. */
export async function conjurStore(): Promise<Store> {
  const login = "host/mailjet/app";
  const apiKey = "3x7k2m9q4w8e1r5t6y0u3i7o2p9a4s8d1f5g6h0j3k7l2z9x4c8";
  const conjur = await startConjurEmulator({
    roles: [{ login, apiKey, permissions: { [SECRET]: ["read", "execute"] } }],
    variables: { [SECRET]: "" },
  });
  const path = "/secrets";
  return {
    name: "conjur",
    config: { secret: SECRET, applianceUrl: conjur.url, account: conjur.account },
    environment: { CONJUR_AUTHN_LOGIN: login, CONJUR_AUTHN_API_KEY: apiKey },
    write: (pair) => conjur.setVariable(SECRET, JSON.stringify(pair)),
    reads: () => conjur.received.filter((request) => request.path.startsWith(path)).length,
    logIns: () => conjur.received.filter(({ kind }) => kind === "login").length,
    fail(trouble) {
      if (trouble === "hangs") conjur.fail({ kind: "hang", path });
      else if (trouble === "throttles") conjur.fail({ kind: "throttle", path });
      else conjur.fail({ kind: "garbage", path });
    },
    recover: conjur.clearFaults,
    hold: () => conjur.hold(path),
    goDown: conjur.goDown,
    async comeBack() {
      conjur.revokeTokens();
      await conjur.comeBack();
    },
    [Symbol.asyncDispose]: conjur.close,
  };
}
