import { createHash } from "node:crypto";
import type { Clock } from "@mailjet-secrets/core";
import { numbering } from "../mailjet/answer.ts";
import { AwsRefusal } from "./answer.ts";

/** Value of a version: text, or bytes. */
export type SecretValue = string | Uint8Array;

export interface StoredVersion {
  readonly id: string;
  readonly value: SecretValue;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

export interface StoredSecret {
  readonly name: string;
  readonly arn: string;
  readonly versions: Map<string, StoredVersion>;
  /** Version by staging label: a label is on one version at most, which has no value yet if it is still to be put. */
  readonly labels: Map<string, string>;
  /** Since when the secret is scheduled for deletion, epoch milliseconds. */
  deletedAt?: number;
  /** Whether the caller may not use the KMS key. */
  keyDenied: boolean;
  /** Who rotates it. Absence: rotation was never switched on, or is switched off. */
  rotation?: StoredRotation;
}

/** How a secret is rotated. */
export interface StoredRotation {
  /** ARN of the function. */
  readonly lambda: string;
  readonly rules: Readonly<Record<string, unknown>>;
}

/** The secrets of one account in one region. */
export interface SecretStore {
  readonly clock: Clock;
  create(name: string): StoredSecret;
  /** Finds by name, ARN, or ARN without the random suffix; scheduled for deletion or not. */
  find(secretId: string): StoredSecret | undefined;
  /** As `find`. Throws a refusal if there is none, or it is scheduled for deletion. */
  usable(secretId: string): StoredSecret;
  remove(name: string): void;
  /** An id for a version that a test adds. */
  newVersionId(): string;
}

const SUFFIX = /-[A-Za-z0-9]{6}$/;

/** Creates an empty {@link SecretStore}. */
export function secretStore(region: string, account: string, clock: Clock): SecretStore {
  const secrets = new Map<string, StoredSecret>();
  const numbers = numbering();
  const find = (secretId: string): StoredSecret | undefined => {
    const all = [...secrets.values()];
    if (!secretId.startsWith("arn:")) return secrets.get(secretId);
    // As the real service: what ends like a random suffix is taken for one, even if it belongs to the name.
    const whole = SUFFIX.test(secretId);
    return all.find(({ arn }) => (whole ? arn : arn.replace(SUFFIX, "")) === secretId);
  };
  return {
    clock,
    create(name) {
      const suffix = createHash("sha256").update(name).digest("hex").slice(0, 6);
      const secret: StoredSecret = {
        name,
        arn: `arn:aws:secretsmanager:${region}:${account}:secret:${name}-${suffix}`,
        versions: new Map(),
        labels: new Map(),
        keyDenied: false,
      };
      secrets.set(name, secret);
      return secret;
    },
    find,
    usable(secretId) {
      const secret = find(secretId);
      if (secret === undefined) throw notFound("Secrets Manager can't find the specified secret.");
      if (secret.deletedAt !== undefined) {
        throw new AwsRefusal(
          "InvalidRequestException",
          "You can't perform this operation on the secret because it was marked for deletion.",
        );
      }
      return secret;
    },
    remove: (name) => void secrets.delete(name),
    newVersionId: numbers.uuid,
  };
}

/** Refusal for what does not exist. */
export function notFound(message: string): AwsRefusal {
  return new AwsRefusal("ResourceNotFoundException", message);
}

/** Ids of all versions, also of one that a rotation has announced and nobody has put yet. */
export function versionIds(secret: StoredSecret): readonly string[] {
  return [...new Set([...secret.versions.keys(), ...secret.labels.values()])];
}

/** Labels of a version, in the order in which they were attached. */
export function labelsOf(secret: StoredSecret, versionId: string): string[] {
  return [...secret.labels].filter(([, id]) => id === versionId).map(([label]) => label);
}
