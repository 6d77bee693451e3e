import { checkedLine, isLine } from "./checked-line.ts";
import { conjurError, invalidConfig } from "./conjur-error.ts";
import type { AwsCredentials, ConjurAwsIamAuth } from "./conjur-options.ts";
import { type Environment, variable } from "./environment.ts";

const FUNCTION_HINT =
  "It has to give credentials of AWS: accessKeyId, secretAccessKey and, if they have one, sessionToken.";

/**
 * Asks the function for credentials, or takes those of the environment. Throws `UNAUTHENTICATED` if the function does not
 * give any, `INVALID_CONFIG` if the environment does not.
 */
export async function awsCredentials(auth: ConjurAwsIamAuth, environment: Environment): Promise<AwsCredentials> {
  if (auth.credentials === undefined) return environmentCredentials(environment);
  const { accessKeyId, secretAccessKey, sessionToken } = Object(await callBack(auth.credentials)) as Record<
    keyof AwsCredentials,
    unknown
  >;
  const isTokenRight = sessionToken === undefined || sessionToken === null || isLine(sessionToken);
  if (!isLine(accessKeyId) || !isLine(secretAccessKey) || !isTokenRight) {
    const message = "The function auth.credentials gave something else than texts in one line.";
    throw conjurError("UNAUTHENTICATED", message, { hint: FUNCTION_HINT });
  }
  return { accessKeyId, secretAccessKey, sessionToken: sessionToken ?? undefined };
}

async function callBack(credentials: () => unknown): Promise<unknown> {
  try {
    return await credentials();
  } catch (cause) {
    const message = "The function auth.credentials failed.";
    throw conjurError("UNAUTHENTICATED", message, { cause, hint: FUNCTION_HINT });
  }
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
