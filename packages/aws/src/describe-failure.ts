import { printableName, SecretsError, type SecretsErrorCode } from "@mailjet-secrets/core";
import type { AwsFailureKind } from "./aws-failure.ts";
import { isArn } from "./secret-id.ts";
import { shellWord } from "./shell-word.ts";

/** What was being done when something failed. */
export interface FailureContext {
  /** Name or ARN of the secret. */
  readonly secretId: string;
  /** IAM action, `secretsmanager:GetSecretValue` for example. */
  readonly action: string;
  /** Id or stage that was asked for. */
  readonly requestedVersion?: string;
  /** Absence: it is not known, as with the agent. */
  readonly region?: string;
  /** Name of the error: one word. Absence: it has none. */
  readonly errorName?: string;
  /** Milliseconds that the store asked to wait. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

type Description = readonly [code: SecretsErrorCode, message: string, hint: string];

/** Describes a failure to the person who has to mend it. Nothing of AWS's own text is in it. */
export function describeFailure(kind: AwsFailureKind, context: FailureContext): SecretsError {
  const [code, message, hint] = DESCRIPTIONS[kind](printable(context));
  return new SecretsError(code, message, {
    provider: "aws",
    hint,
    ...(context.cause === undefined ? {} : { cause: context.cause }),
    ...(context.retryAfterMs === undefined ? {} : { retryAfterMs: context.retryAfterMs }),
  });
}

function printable(context: FailureContext): FailureContext {
  const { secretId, requestedVersion, region } = context;
  return {
    ...context,
    secretId: printableName(secretId),
    ...(requestedVersion === undefined ? {} : { requestedVersion: printableName(requestedVersion) }),
    ...(region === undefined ? {} : { region: printableName(region) }),
  };
}

const SERVICE = "AWS Secrets Manager";
const ENDPOINTS =
  "Look at the option endpoint, the variables AWS_ENDPOINT_URL…, endpoint_url in the profile, AWS_CONTAINER_CREDENTIALS_FULL_URI.";
const isRead = ({ action }: FailureContext): boolean => action.startsWith("secretsmanager:GetSecretValue");
const secret = ({ secretId }: FailureContext): string => `the secret "${secretId}"`;
const place = ({ region }: FailureContext): string => (region === undefined ? "" : ` in ${region}`);
// AWS takes a name that ends in a hyphen and six characters for a whole ARN.
const partialArn = ({ secretId }: FailureContext): string =>
  isArn(secretId)
    ? " If the ARN lacks the six characters that AWS adds at its end, use the whole ARN or the plain name."
    : "";
const describeCommand = ({ secretId, region }: FailureContext, command: string): string =>
  `aws secretsmanager ${command} --secret-id ${shellWord(secretId)}${region === undefined ? "" : ` --region ${shellWord(region)}`}`;

const DESCRIPTIONS: Readonly<Record<AwsFailureKind, (context: FailureContext) => Description>> = {
  missing: (context) => [
    "NOT_FOUND",
    `There is no secret "${context.secretId}"${place(context)}.`,
    `Check name, region and account, or create it: aws secretsmanager create-secret.${partialArn(context)}`,
  ],
  "missing version": (context) => [
    "NOT_FOUND",
    `The secret "${context.secretId}" has no version "${context.requestedVersion ?? "AWSCURRENT"}"${place(context)}.`,
    `See its versions: ${describeCommand(context, "list-secret-version-ids")}. Words of 32 characters and more are taken for version ids, shorter ones for stages.`,
  ],
  deleted: (context) => [
    "NOT_FOUND",
    `The secret "${context.secretId}" is scheduled for deletion.`,
    `Until then it can be restored: ${describeCommand(context, "restore-secret")}`,
  ],
  denied: (context) => [
    "ACCESS_DENIED",
    `The caller may not use ${secret(context)}${place(context)}.`,
    `Allow ${context.action} on it, in the caller's policy and, for another account, in the secret's.${partialArn(context)}`,
  ],
  "key denied": (context) => [
    "ACCESS_DENIED",
    `The KMS key of ${secret(context)} cannot be used.`,
    isRead(context)
      ? "Allow kms:Decrypt on the key, in its policy too, and check that it is enabled."
      : "Allow kms:GenerateDataKey and kms:Decrypt on the key, in its policy too, and check that it is enabled.",
  ],
  login: () => ["UNAUTHENTICATED", "There are no usable AWS credentials.", "Check the role or the access key."],
  "expired login": () => [
    "UNAUTHENTICATED",
    "AWS does not accept the credentials: they are expired, unknown or incomplete.",
    "They were looked up once more already. Renew them: aws sso login, a new access key, or the role's trust.",
  ],
  clock: () => ["UNAUTHENTICATED", "AWS does not accept the time of the signature.", "Set the clock of this machine."],
  throttled: () => ["RATE_LIMITED", `${SERVICE} answers that there are too many requests.`, "Read less often."],
  quota: () => ["RATE_LIMITED", `${SERVICE} answers that a quota is used up.`, "See its quotas."],
  server: () => ["UNAVAILABLE", `${SERVICE} could not answer.`, "Nothing to do, if it passes."],
  "invalid request": (context) => [
    "INVALID_CONFIG",
    `${SERVICE} does not accept the request for ${secret(context)}.`,
    "Check the secret's id and the version or stage asked for.",
  ],
  "invalid state": (context) => [
    // A read meets this for one reason only.
    isRead(context) ? "NOT_FOUND" : "INVALID_CONFIG",
    `The state of ${secret(context)} does not allow it: it may be scheduled for deletion, or managed by another service.`,
    `See it: ${describeCommand(context, "describe-secret")}, and restore it if need be: ${describeCommand(context, "restore-secret")}`,
  ],
  conflict: (context) => [
    "CONFLICT",
    `Another version of ${secret(context)} was written meanwhile.`,
    "Read it again, and decide anew.",
  ],
  timeout: (context) => [
    "TIMEOUT",
    `${SERVICE}${place(context)} did not answer in time.`,
    "Check that it can be reached from here: in a VPC without internet it takes an interface endpoint.",
  ],
  reset: () => [
    "UNAVAILABLE",
    `The connection to ${SERVICE} was cut, twice.`,
    "Is there a proxy or firewall in between?",
  ],
  "not reached": (context) => [
    "UNAVAILABLE",
    `${SERVICE}${place(context)} cannot be reached.`,
    "Check region, endpoint and network: in a VPC without internet it takes an interface endpoint.",
  ],
  file: () => [
    "INVALID_CONFIG",
    "A file that the settings of AWS name cannot be read.",
    "Look at AWS_WEB_IDENTITY_TOKEN_FILE, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE and the profile.",
  ],
  "no address": () => [
    "INVALID_CONFIG",
    "An endpoint of AWS is not an address.",
    `${ENDPOINTS} Write it with its scheme: https://vpce-….secretsmanager.eu-west-1.vpce.amazonaws.com`,
  ],
  "plain http": () => [
    "INVALID_CONFIG",
    "An endpoint of AWS is spoken to over plain HTTP, which shows the secret.",
    `${ENDPOINTS} Write https: in the address, or set allowInsecureHttp if the network between may read it.`,
  ],
  certificate: () => [
    "UNAVAILABLE",
    `The certificate of ${SERVICE} is not trusted.`,
    "Name the authority of a TLS proxy in NODE_EXTRA_CA_CERTS, when the process starts.",
  ],
  "unknown name": (context) => [
    "UNEXPECTED_RESPONSE",
    `${SERVICE}${place(context)} answers ${context.errorName ?? "an error"} to ${context.action} for ${secret(context)}.`,
    "Check the region, whether the account may use it, and the request: the secret's id, and the version or stage.",
  ],
  garbage: () => [
    "UNEXPECTED_RESPONSE",
    "The answer is not one of AWS Secrets Manager.",
    "A proxy or sign-in page may have given it. Check endpoint and network.",
  ],
  "too large": () => [
    "UNEXPECTED_RESPONSE",
    "The answer is larger than 1 MiB, and a secret has 64 KiB at most.",
    "Is something other than Secrets Manager at this endpoint, such as a proxy?",
  ],
  unknown: (context) => [
    "UNEXPECTED_RESPONSE",
    `The call ${context.action} failed in a way that is not known.`,
    "Only the kind of the failure is shown, since its text may quote a secret.",
  ],
};
