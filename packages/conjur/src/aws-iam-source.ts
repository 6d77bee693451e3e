import { checkedLogin } from "./api-key-source.ts";
import { conjurError, invalidConfig } from "./conjur-error.ts";
import type { AwsCredentials, ConjurAwsIamAuth } from "./conjur-options.ts";
import { type Environment, variable } from "./environment.ts";
import { logIn } from "./log-in.ts";
import { signedCallerIdentity } from "./signed-caller-identity.ts";
import type { SourceContext, TokenSource } from "./token-source.ts";

/** Logs in with a signed request to STS, which Conjur sends on to see whose it is. Throws `INVALID_CONFIG`. */
export function awsIamSource(auth: ConjurAwsIamAuth, context: SourceContext): TokenSource {
  const { environment, clock } = context;
  const serviceId = auth.serviceId ?? variable(environment, "CONJUR_SERVICE_ID");
  if (serviceId === undefined) {
    throw invalidConfig("The service id of authn-iam is missing.", "Set CONJUR_SERVICE_ID or auth.serviceId.");
  }
  const given = auth.login ?? variable(environment, "CONJUR_AUTHN_LOGIN", "CONJUR_AUTHN_JWT_HOST_ID");
  const name = checkedLogin(given, "CONJUR_AUTHN_LOGIN");
  // Only hosts log in by IAM, so nothing is guessed here.
  const login = name.startsWith("host/") ? name : `host/${name}`;
  const region = auth.region ?? variable(environment, "AWS_REGION", "AWS_DEFAULT_REGION") ?? "us-east-1";
  return {
    ages: true,
    async obtain(signal) {
      const credentials = await credentialsOf(auth, environment);
      const headers = signedCallerIdentity(credentials, region, clock.now());
      return logIn(
        {
          authenticator: `authn-iam/${serviceId}`,
          login,
          contentType: "application/json",
          body: JSON.stringify(headers),
          credentials: JSON.stringify([credentials, region]),
          refusedHint: `The login has to end with the AWS account and role name of these credentials, and the clock has to be right. Region: ${region}.`,
        },
        context,
        signal,
      );
    },
    refusedHint: "The login works and its token does not: do all servers behind the address belong together?",
  };
}

async function credentialsOf(auth: ConjurAwsIamAuth, environment: Environment): Promise<AwsCredentials> {
  if (auth.credentials === undefined) return environmentCredentials(environment);
  try {
    return await auth.credentials();
  } catch (cause) {
    throw conjurError("UNAUTHENTICATED", "The function auth.credentials failed.", {
      cause,
      hint: "It has to give credentials of AWS.",
    });
  }
}

function environmentCredentials(environment: Environment): AwsCredentials {
  const accessKeyId = variable(environment, "AWS_ACCESS_KEY_ID");
  const secretAccessKey = variable(environment, "AWS_SECRET_ACCESS_KEY");
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    return { accessKeyId, secretAccessKey, sessionToken: variable(environment, "AWS_SESSION_TOKEN") };
  }
  const missing = accessKeyId === undefined ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY";
  throw invalidConfig(
    `The credentials of AWS are missing: ${missing} is not set.`,
    "Give auth.credentials where they come from elsewhere: fromNodeProviderChain() of @aws-sdk/credential-providers.",
  );
}
