import type { DescribeSecretCommandOutput } from "@aws-sdk/client-secrets-manager";
import { printableName, SecretsError } from "@mailjet-secrets/core";
import { CURRENT } from "../sdk-calls.ts";
import { PENDING } from "./rotation-calls.ts";

/** The secret that is rotated, as `DescribeSecret` shows it. */
export interface RotatedSecret {
  readonly id: string;
  readonly name: string;
  readonly rotationEnabled: boolean;
  /** Labels by version. */
  readonly labels: ReadonlyMap<string, readonly string[]>;
}

/** Makes a {@link RotatedSecret} of the output. */
export function rotatedSecret(id: string, output: DescribeSecretCommandOutput): RotatedSecret {
  return {
    id,
    name: output.Name ?? id,
    rotationEnabled: output.RotationEnabled === true,
    labels: new Map(Object.entries(output.VersionIdsToStages ?? {})),
  };
}

/** The version with a label. `undefined`: none has it. */
export function versionWith(secret: RotatedSecret, label: string): string | undefined {
  return [...secret.labels].find(([, labels]) => labels.includes(label))?.[0];
}

/**
 * Whether the rotation is over already: the version is the current one. Throws `INVALID_CONFIG` or `CONFLICT` for a version
 * that no rotation of this secret is to make.
 */
export function isFinished(secret: RotatedSecret, version: string): boolean {
  const name = printableName(secret.name);
  if (!secret.rotationEnabled) {
    throw new SecretsError("INVALID_CONFIG", `Rotation is not switched on for the secret "${name}".`, {
      provider: "aws",
      hint: "Switch it on with this function: aws secretsmanager rotate-secret --rotation-lambda-arn …",
    });
  }
  const labels = secret.labels.get(version);
  if (labels === undefined) {
    throw conflict(`The secret "${name}" has no version ${printableName(version)} to rotate to.`);
  }
  if (labels.includes(CURRENT)) return true;
  if (labels.includes(PENDING)) return false;
  throw conflict(`The version ${printableName(version)} of the secret "${name}" is not ${PENDING}.`);
}

function conflict(message: string): SecretsError {
  return new SecretsError("CONFLICT", message, {
    provider: "aws",
    hint: "The rotation it belongs to was given up, or has another secret. Begin a new one: aws secretsmanager rotate-secret.",
  });
}
