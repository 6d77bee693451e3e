import type { Environment } from "./environment.ts";
import type { AwsCredentials, SignedAwsRequest } from "./vault-auth.ts";
import { vaultError } from "./vault-failure.ts";

type Fields = Readonly<Record<string, unknown>>;

const SENDABLE = /^[\x21-\x7e]+$/;

/** Keys of AWS from the environment. Throws `INVALID_CONFIG` if they are not there, or cannot be keys. */
export function environmentKeys(environment: Environment): AwsCredentials {
  const [accessKeyId, secretAccessKey, sessionToken] = [
    environment["AWS_ACCESS_KEY_ID"],
    environment["AWS_SECRET_ACCESS_KEY"],
    environment["AWS_SESSION_TOKEN"],
  ].map((text) => text?.trim() || undefined);
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    return checkedKeys({ accessKeyId, secretAccessKey, sessionToken }, "AWS_ACCESS_KEY_ID and so on");
  }
  throw vaultError("INVALID_CONFIG", "The AWS IAM login to Vault has no credentials of AWS.", {
    hint: "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give auth.credentials: fromNodeProviderChain() of @aws-sdk/credential-providers.",
  });
}

/** Checks what `auth.credentials` gave. Throws `INVALID_CONFIG` without quoting it. */
export function checkedKeys(given: unknown, source: string): AwsCredentials {
  const { accessKeyId, secretAccessKey, sessionToken } = fields(given);
  if (isSendable(accessKeyId) && isSendable(secretAccessKey)) {
    if (sessionToken === undefined || sessionToken === null) return { accessKeyId, secretAccessKey };
    if (isSendable(sessionToken)) return { accessKeyId, secretAccessKey, sessionToken };
  }
  throw vaultError("INVALID_CONFIG", `${source} gave no keys of AWS.`, {
    hint: "accessKeyId and secretAccessKey are needed, and sessionToken where there is one: texts without blanks.",
  });
}

/** Checks what `auth.signRequest` gave. Throws `INVALID_CONFIG` without quoting it. */
export function checkedSignedRequest(given: unknown): SignedAwsRequest {
  const { url, body, headers } = fields(given);
  const values = Object.values(fields(headers));
  if (typeof url === "string" && typeof body === "string" && values.length > 0 && values.flat().every(isText)) {
    return { url, body, headers: fields(headers) as SignedAwsRequest["headers"] };
  }
  throw vaultError("INVALID_CONFIG", "auth.signRequest gave no signed request.", {
    hint: "It has to give { url, body, headers }: two texts, and an object of texts.",
  });
}

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isSendable(value: unknown): value is string {
  return isText(value) && SENDABLE.test(value);
}
