const ARN = /^arn:[\w-]+:secretsmanager:([a-z0-9-]+):\d*:secret:./;
const SHORTEST_VERSION_ID = 32;

/** The region in a secret's ARN. `undefined`: the id is a name. */
export function regionOfArn(secretId: string): string | undefined {
  return ARN.exec(secretId)?.[1];
}

/** Whether the id is an ARN, of a secret or not. */
export function isArn(secretId: string): boolean {
  return secretId.startsWith("arn:");
}

/**
 * Tells a version id from a staging label: ids have 32 to 64 characters, as AWS prescribes, and labels less, such as
 * `AWSPREVIOUS`.
 */
export function versionSelector(requestedVersion: string | undefined): { versionId?: string; versionStage?: string } {
  if (requestedVersion === undefined) return {};
  return requestedVersion.length < SHORTEST_VERSION_ID
    ? { versionStage: requestedVersion }
    : { versionId: requestedVersion };
}
