import { printablePath } from "@mailjet-secrets/core";
import { checkedKeys, checkedSignedRequest, environmentKeys } from "./aws-input.ts";
import type { LogIn, LogInContext } from "./log-in.ts";
import { callOption } from "./log-in-options.ts";
import { cleanPath, encodePath } from "./secret-path.ts";
import { signedAwsRequest } from "./signed-aws-request.ts";
import type { AwsIamAuth, SignedAwsRequest } from "./vault-auth.ts";
import { vaultError } from "./vault-failure.ts";

const REGION = /^[a-z0-9-]+$/;
const SENDABLE = /^[\x21-\x7e]+$/;

/** Logs in by a signed request to STS, which Vault sends to see whose it is. Throws `INVALID_CONFIG`. */
export function awsIam(auth: AwsIamAuth): LogIn {
  const at = cleanPath(auth.mount ?? "aws", "auth.mount");
  checkPart(auth.region, REGION, "auth.region", "Write it as AWS does, such as eu-west-1.");
  checkPart(auth.serverId, SENDABLE, "auth.serverId", "It goes in a header: letters, digits and signs only.");
  return {
    title: `the AWS IAM login at auth/${printablePath(at)}`,
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
  const { credentials, signRequest, region, serverId } = auth;
  if (signRequest !== undefined) return checkedSignedRequest(await callOption("signRequest", signRequest, signal));
  const keys =
    credentials === undefined
      ? environmentKeys(environment)
      : // Without the signal: what the AWS SDK supplies has a parameter of its own.
        checkedKeys(await callOption("credentials", () => credentials(), signal), "auth.credentials");
  return signedAwsRequest(keys, { region, serverId, now: clock.now() });
}

function checkPart(value: string | undefined, pattern: RegExp, name: string, hint: string): void {
  if (value === undefined || pattern.test(value)) return;
  throw vaultError("INVALID_CONFIG", `${name} is empty, or holds a character that does not belong there.`, { hint });
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
