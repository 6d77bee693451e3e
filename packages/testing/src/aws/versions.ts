import { AwsRefusal } from "./answer.ts";
import {
  labelsOf,
  notFound,
  type SecretValue,
  type StoredSecret,
  type StoredVersion,
  versionIds,
} from "./secret-store.ts";

/** Finds the version that an id, a label, both or neither (the current one) mean. */
export function findVersion(secret: StoredSecret, versionId?: string, label?: string): StoredVersion {
  const id = versionId ?? secret.labels.get(label ?? "AWSCURRENT");
  const version = id === undefined ? undefined : secret.versions.get(id);
  if (version === undefined) {
    const which = versionId === undefined ? `staging label: ${label ?? "AWSCURRENT"}` : `VersionId: ${versionId}`;
    throw notFound(`Secrets Manager can't find the specified secret value for ${which}`);
  }
  if (versionId !== undefined && label !== undefined && !labelsOf(secret, versionId).includes(label)) {
    throw new AwsRefusal(
      "InvalidRequestException",
      "You provided a VersionStage that is not associated to the provided VersionId.",
    );
  }
  return version;
}

/** Adds a version, and moves the labels to it. The same version with the same value once more is no change. */
export function addVersion(secret: StoredSecret, version: StoredVersion, labels: readonly string[]): void {
  const known = secret.versions.get(version.id);
  if (known !== undefined && !same(known.value, version.value)) {
    const message = "You can't modify a version of a secret; its ClientRequestToken was used for another value.";
    throw new AwsRefusal("ResourceExistsException", message);
  }
  if (known !== undefined) return;
  secret.versions.set(version.id, version);
  for (const label of labels) attach(secret, label, version.id);
}

/** Moves a label, or removes it if there is no `moveTo`, by the rules of `UpdateSecretVersionStage`. */
export function moveLabel(secret: StoredSecret, label: string, moveTo?: string, removeFrom?: string): void {
  for (const id of [moveTo, removeFrom]) {
    if (id !== undefined && !versionIds(secret).includes(id)) throw invalid(`Not a valid version: ${id}`);
  }
  const holder = secret.labels.get(label);
  if (moveTo === undefined && label === "AWSCURRENT") {
    throw invalid("You can only move staging label AWSCURRENT to a different secret version. It can't be removed.");
  }
  if (holder !== undefined && holder !== moveTo && removeFrom !== holder) {
    throw invalid(
      `The parameter RemoveFromVersionId can't be empty. Staging label ${label} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
  }
  if (removeFrom !== undefined && removeFrom !== holder) {
    throw invalid(`Staging label ${label} is not attached to version ${removeFrom}.`);
  }
  if (moveTo === undefined) secret.labels.delete(label);
  else attach(secret, label, moveTo);
}

/** Puts a label on a version, and takes it from the one that had it. */
export function attach(secret: StoredSecret, label: string, versionId: string): void {
  const before = secret.labels.get(label);
  secret.labels.set(label, versionId);
  if (label === "AWSCURRENT" && before !== undefined && before !== versionId) {
    secret.labels.set("AWSPREVIOUS", before);
  }
}

function same(one: SecretValue, other: SecretValue): boolean {
  return typeof one === typeof other && Buffer.from(one).equals(Buffer.from(other));
}

function invalid(message: string): AwsRefusal {
  return new AwsRefusal("InvalidParameterException", message);
}
