import type { LogIn, LogInContext } from "./log-in.ts";
import { callOption } from "./log-in-options.ts";
import { cleanPath, encodePath } from "./secret-path.ts";
import { signedAwsRequest } from "./signed-aws-request.ts";
import type { AwsCredentials, AwsIamAuth, SignedAwsRequest } from "./vault-auth.ts";
import { vaultError } from "./vault-failure.ts";

/** Logs in by a signed request to STS, which Vault sends to see whose it is. */
export function awsIam(auth: AwsIamAuth): LogIn {
  const at = cleanPath(auth.mount ?? "aws", "auth.mount");
  return {
    title: `the AWS IAM login at auth/${at}`,
    hint: "Check auth.role, that it is bound to this identity, auth.region, auth.serverId, and the clock of this machine.",
    alwaysDiffers: true,
    async prepare(context) {
      const { url, body, headers } = await signed(auth, context);
      return {
        kind: "request",
        path: `auth/${encodePath(at)}/login`,
        body: {
          ...(auth.role === undefined ? {} : { role: auth.role }),
          iam_http_request_method: "POST",
          iam_request_url: base64(url),
          iam_request_body: base64(body),
          iam_request_headers: base64(JSON.stringify(headers)),
        },
      };
    },
  };
}

async function signed(auth: AwsIamAuth, { environment, signal, clock }: LogInContext): Promise<SignedAwsRequest> {
  if (auth.signRequest !== undefined) return callOption("signRequest", auth.signRequest, signal);
  const { credentials } = auth;
  // Without the signal: what the AWS SDK supplies has a parameter of its own.
  const keys =
    credentials === undefined
      ? environmentCredentials(environment)
      : await callOption("credentials", () => credentials(), signal);
  return signedAwsRequest(keys, { region: auth.region, serverId: auth.serverId, now: clock.now() });
}

function environmentCredentials(environment: LogInContext["environment"]): AwsCredentials {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  const sessionToken = environment["AWS_SESSION_TOKEN"] || undefined;
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey, sessionToken };
  throw vaultError("INVALID_CONFIG", "The AWS IAM login to Vault has no credentials of AWS.", {
    hint: "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give auth.credentials: fromNodeProviderChain() of @aws-sdk/credential-providers.",
  });
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
