import { awsCredentials } from "./aws-credentials.ts";
import { checkedLogin, checkedServiceId } from "./checked-name.ts";
import { invalidConfig } from "./conjur-error.ts";
import type { ConjurAwsIamAuth } from "./conjur-options.ts";
import { type Environment, variable } from "./environment.ts";
import { logIn } from "./log-in.ts";
import { signedCallerIdentity } from "./signed-caller-identity.ts";
import { RENEWED_TOKEN_REFUSED, type SourceContext, type TokenSource } from "./token-source.ts";

/** Logs in with a signed request to STS, which Conjur sends on to see whose it is. Throws `INVALID_CONFIG`. */
export function awsIamSource(auth: ConjurAwsIamAuth, context: SourceContext): TokenSource {
  const { environment, clock } = context;
  const serviceId = checkedServiceId(
    auth.serviceId ?? variable(environment, "CONJUR_SERVICE_ID"),
    "authn-iam",
    "CONJUR_SERVICE_ID",
  );
  const given = auth.login ?? variable(environment, "CONJUR_AUTHN_JWT_HOST_ID", "CONJUR_AUTHN_LOGIN");
  const name = checkedLogin(given, "CONJUR_AUTHN_LOGIN");
  // Only hosts log in by IAM, so nothing is guessed here.
  const login = name.startsWith("host/") ? name : `host/${name}`;
  const region = checkedRegion(auth, environment);
  return {
    ages: true,
    async obtain(signal) {
      const credentials = await awsCredentials(auth, environment);
      const headers = await signedCallerIdentity(credentials, region, clock.now());
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
    refusedHint: RENEWED_TOKEN_REFUSED,
  };
}

function checkedRegion(auth: ConjurAwsIamAuth, environment: Environment): string {
  const region = auth.region ?? variable(environment, "AWS_REGION", "AWS_DEFAULT_REGION") ?? "us-east-1";
  // It becomes a part of a host name.
  if (/^[a-z]{2,8}(-[a-z]+)+-\d{1,2}$/.test(region)) return region;
  throw invalidConfig(
    "The region (auth.region, AWS_REGION or AWS_DEFAULT_REGION) is none of AWS.",
    "Write it as in eu-west-1.",
  );
}
