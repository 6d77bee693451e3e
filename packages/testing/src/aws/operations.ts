import { AwsRefusal } from "./answer.ts";
import { cancelRotation, requestRotation } from "./rotation.ts";
import { labelsOf, type SecretStore, type SecretValue, type StoredSecret, versionIds } from "./secret-store.ts";
import { addVersion, findVersion, moveLabel } from "./versions.ts";

type Input = Readonly<Record<string, unknown>>;
type Operation = (input: Input, store: SecretStore) => Readonly<Record<string, unknown>>;

const LARGEST_BYTES = 65_536;

/** The calls of the service that are understood, by name. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  GetSecretValue(input, store) {
    const secret = store.usable(required(input, "SecretId"));
    return versionOutput(secret, text(input, "VersionId"), text(input, "VersionStage"));
  },
  PutSecretValue(input, store) {
    const secret = store.usable(required(input, "SecretId"));
    refuseKey(secret);
    const id = clientRequestToken(input);
    addVersion(secret, { id, value: value(input), createdAt: store.clock.now() }, stages(input));
    return { ARN: secret.arn, Name: secret.name, VersionId: id, VersionStages: labelsOf(secret, id) };
  },
  UpdateSecretVersionStage(input, store) {
    const secret = store.usable(required(input, "SecretId"));
    moveLabel(
      secret,
      required(input, "VersionStage"),
      text(input, "MoveToVersionId"),
      text(input, "RemoveFromVersionId"),
    );
    return { ARN: secret.arn, Name: secret.name };
  },
  DescribeSecret(input, store) {
    const secret = store.find(required(input, "SecretId")) ?? store.usable(required(input, "SecretId"));
    const stagesById = versionIds(secret).map((id) => [id, labelsOf(secret, id)] as const);
    return {
      ARN: secret.arn,
      Name: secret.name,
      // A version without a label is deprecated, and not shown.
      VersionIdsToStages: Object.fromEntries(stagesById.filter(([, labels]) => labels.length > 0)),
      ...(secret.deletedAt === undefined ? {} : { DeletedDate: secret.deletedAt / 1_000 }),
      RotationEnabled: secret.rotation !== undefined,
      ...(secret.rotation === undefined
        ? {}
        : { RotationLambdaARN: secret.rotation.lambda, RotationRules: secret.rotation.rules }),
    };
  },
  RotateSecret(input, store) {
    const secret = store.usable(required(input, "SecretId"));
    const id = clientRequestToken(input);
    requestRotation(secret, {
      id,
      lambda: text(input, "RotationLambdaARN"),
      rules: input["RotationRules"],
      now: input["RotateImmediately"] !== false,
    });
    return { ARN: secret.arn, Name: secret.name, VersionId: id };
  },
  CancelRotateSecret(input, store) {
    const secret = store.usable(required(input, "SecretId"));
    cancelRotation(secret);
    return { ARN: secret.arn, Name: secret.name };
  },
  CreateSecret(input, store) {
    const name = required(input, "Name");
    if (store.find(name) !== undefined) {
      throw new AwsRefusal(
        "ResourceExistsException",
        `The operation failed because the secret ${name} already exists.`,
      );
    }
    const id = clientRequestToken(input);
    const first = { id, value: value(input), createdAt: store.clock.now() };
    const secret = store.create(name);
    addVersion(secret, first, ["AWSCURRENT"]);
    return { ARN: secret.arn, Name: name, VersionId: id };
  },
  DeleteSecret(input, store) {
    const secret = store.usable(required(input, "SecretId"));
    const days = input["RecoveryWindowInDays"];
    if (input["ForceDeleteWithoutRecovery"] === true) {
      if (days !== undefined) throw invalid("You can't use ForceDeleteWithoutRecovery with RecoveryWindowInDays.");
      store.remove(secret.name);
      return { ARN: secret.arn, Name: secret.name, DeletionDate: store.clock.now() / 1_000 };
    }
    secret.deletedAt = store.clock.now();
    const deletionDate = store.clock.now() / 1_000 + Number(days ?? 30) * 86_400;
    return { ARN: secret.arn, Name: secret.name, DeletionDate: deletionDate };
  },
  RestoreSecret(input, store) {
    const secret = store.find(required(input, "SecretId")) ?? store.usable(required(input, "SecretId"));
    delete secret.deletedAt;
    return { ARN: secret.arn, Name: secret.name };
  },
};

/** Output of `GetSecretValue`, which the local agent passes on. */
export function versionOutput(secret: StoredSecret, versionId?: string, label?: string): Record<string, unknown> {
  const version = findVersion(secret, versionId, label);
  refuseKey(secret);
  return {
    ARN: secret.arn,
    CreatedDate: version.createdAt / 1_000,
    Name: secret.name,
    ...(typeof version.value === "string"
      ? { SecretString: version.value }
      : { SecretBinary: Buffer.from(version.value).toString("base64") }),
    VersionId: version.id,
    VersionStages: labelsOf(secret, version.id),
  };
}

function refuseKey(secret: StoredSecret): void {
  if (secret.keyDenied) throw new AwsRefusal("AccessDeniedException", "Access to KMS is not allowed");
}

function value(input: Input): SecretValue {
  const [plain, binary] = [text(input, "SecretString"), text(input, "SecretBinary")];
  if ((plain === undefined) === (binary === undefined)) {
    throw new AwsRefusal("InvalidRequestException", "You must provide either SecretString or SecretBinary.");
  }
  const found = plain ?? Buffer.from(binary ?? "", "base64");
  if (Buffer.byteLength(found) > LARGEST_BYTES) throw invalid("Member must have length less than or equal to 65536");
  return found;
}

function clientRequestToken(input: Input): string {
  const token = text(input, "ClientRequestToken");
  if (token === undefined) {
    const message = "You must provide a ClientRequestToken value. We recommend a UUID-type value.";
    throw new AwsRefusal("InvalidRequestException", message);
  }
  if (token.length < 32 || token.length > 64) throw invalid("ClientRequestToken must be 32-64 characters long.");
  return token;
}

function stages(input: Input): readonly string[] {
  const labels = input["VersionStages"];
  return Array.isArray(labels) && labels.length > 0 ? labels.map(String) : ["AWSCURRENT"];
}

function required(input: Input, name: string): string {
  const found = text(input, name);
  if (found === undefined || found === "") throw invalid(`Invalid length for parameter ${name}, valid min length: 1`);
  return found;
}

function text(input: Input, name: string): string | undefined {
  const found = input[name];
  if (found === undefined || found === null) return undefined;
  if (typeof found !== "string") throw new AwsRefusal("SerializationException", `${name} is not a string.`);
  return found;
}

function invalid(message: string): AwsRefusal {
  return new AwsRefusal("InvalidParameterException", message);
}
