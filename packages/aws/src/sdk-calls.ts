import type { GetSecretValueCommandOutput } from "@aws-sdk/client-secrets-manager";
import type { SecretReference } from "@mailjet-secrets/core";
import type { SdkCall } from "./sdk-call.ts";
import { versionSelector } from "./secret-id.ts";

/** The label of the current version. */
export const CURRENT = "AWSCURRENT";

/** Reads a version of the secret. */
export function getSecretValue(secret: SecretReference): SdkCall<GetSecretValueCommandOutput> {
  // Said aloud: policies may ask for it, and moto means the newest version otherwise.
  const { versionId, versionStage } = versionSelector(secret.requestedVersion ?? CURRENT);
  const input = { SecretId: secret.id, VersionId: versionId, VersionStage: versionStage };
  return {
    action: "secretsmanager:GetSecretValue",
    secret,
    run: (client, sdk, abort) => client.send(new sdk.GetSecretValueCommand(input), abort),
  };
}

/** Adds a version with a label. The same version with the same text once more is no change. */
export function putSecretValue(
  secret: SecretReference,
  version: string,
  text: string,
  stage: string,
): SdkCall<unknown> {
  const input = { SecretId: secret.id, ClientRequestToken: version, SecretString: text, VersionStages: [stage] };
  return {
    action: "secretsmanager:PutSecretValue",
    secret,
    run: (client, sdk, abort) => client.send(new sdk.PutSecretValueCommand(input), abort),
  };
}

/** Moves a label from one version to another, or takes it away. */
export function moveStage(secret: SecretReference, stage: string, from: string, to?: string): SdkCall<unknown> {
  const input = { SecretId: secret.id, VersionStage: stage, RemoveFromVersionId: from, MoveToVersionId: to };
  return {
    action: "secretsmanager:UpdateSecretVersionStage",
    secret,
    run: (client, sdk, abort) => client.send(new sdk.UpdateSecretVersionStageCommand(input), abort),
  };
}
