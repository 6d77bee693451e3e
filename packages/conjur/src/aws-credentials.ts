import { callOption } from "./call-option.ts";
import { checkedLine } from "./checked-line.ts";
import { invalidConfig } from "./conjur-error.ts";
import type { AwsCredentials, ConjurAwsIamAuth } from "./conjur-options.ts";
import { type Environment, variable } from "./environment.ts";

const FUNCTION_HINT =
  "It has to give credentials of AWS: accessKeyId, secretAccessKey and, if they have one, sessionToken.";

/**
 * Asks the function for credentials, or takes those of the environment. Throws `UNAUTHENTICATED` if the function fails,
 * `INVALID_CONFIG` for what cannot be credentials.
 */
export async function awsCredentials(auth: ConjurAwsIamAuth, environment: Environment): Promise<AwsCredentials> {
  if (auth.credentials === undefined) return environmentCredentials(environment);
  const given = Object(await callOption("auth.credentials", auth.credentials, FUNCTION_HINT)) as Record<
    string,
    unknown
  >;
  const part = (name: keyof AwsCredentials): string =>
    checkedLine(given[name], `The ${name} that the function auth.credentials gave`);
  return {
    accessKeyId: part("accessKeyId"),
    secretAccessKey: part("secretAccessKey"),
    sessionToken: isAbsent(given["sessionToken"]) ? undefined : part("sessionToken"),
  };
}

function environmentCredentials(environment: Environment): AwsCredentials {
  const find = (name: string): string | undefined => {
    const text = variable(environment, name);
    return text === undefined ? undefined : checkedLine(text, name);
  };
  const accessKeyId = find("AWS_ACCESS_KEY_ID");
  const secretAccessKey = find("AWS_SECRET_ACCESS_KEY");
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    return { accessKeyId, secretAccessKey, sessionToken: find("AWS_SESSION_TOKEN") };
  }
  const missing = accessKeyId === undefined ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY";
  throw invalidConfig(
    `The credentials of AWS are missing: ${missing} is not set.`,
    "Give auth.credentials where they come from elsewhere: fromNodeProviderChain() of @aws-sdk/credential-providers.",
  );
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}
