import type { DescribeSecretCommandOutput } from "@aws-sdk/client-secrets-manager";
import type { SdkCall } from "../sdk-call.ts";

/** The label of the version that a rotation is making. */
export const PENDING = "AWSPENDING";

/** Describes the secret: its versions and their labels, no value. */
export function describeSecret(id: string): SdkCall<DescribeSecretCommandOutput> {
  return {
    action: "secretsmanager:DescribeSecret",
    secret: { id },
    run: (client, sdk, abort) => client.send(new sdk.DescribeSecretCommand({ SecretId: id }), abort),
  };
}

/** Puts the value of the pending version. The same once more is no change; another value is a `CONFLICT`. */
export function putPending(id: string, version: string, text: string, rotationToken?: string): SdkCall<unknown> {
  const input = {
    SecretId: id,
    ClientRequestToken: version,
    SecretString: text,
    VersionStages: [PENDING],
    RotationToken: rotationToken,
  };
  return {
    action: "secretsmanager:PutSecretValue",
    secret: { id },
    run: (client, sdk, abort) => client.send(new sdk.PutSecretValueCommand(input), abort),
  };
}

/** Moves a label from one version to another. `undefined`: from, or to, none. */
export function moveLabel(
  id: string,
  label: string,
  { from, to }: { readonly from?: string; readonly to?: string },
): SdkCall<unknown> {
  const input = { SecretId: id, VersionStage: label, RemoveFromVersionId: from, MoveToVersionId: to };
  return {
    action: "secretsmanager:UpdateSecretVersionStage",
    secret: { id },
    run: (client, sdk, abort) => client.send(new sdk.UpdateSecretVersionStageCommand(input), abort),
  };
}
