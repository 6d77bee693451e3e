import { SecretsError } from "@mailjet-secrets/core";
import { kindOfFailure } from "./aws-failure.ts";
import { failureOf } from "./sdk-failure.ts";

/** Where credentials were looked for. */
export interface LoginContext {
  readonly profile?: string;
  readonly roleArn?: string;
  /** Whether the application gave the credentials, or a function for them. */
  readonly given: boolean;
}

const CHAIN =
  "Looked at AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, the profile, SSO, web identity, container and instance.";
const SSO = /\bsso\b/i;

/** Describes why there are no credentials to sign with. Nothing of the SDK's own text is in it. */
export function describeLoginFailure(cause: unknown, context: LoginContext): SecretsError {
  if (SecretsError.is(cause)) return cause;
  const kind = kindOfFailure(failureOf(cause));
  if (context.roleArn !== undefined && kind === "denied") return roleDenied(context.roleArn, cause);
  const whose = context.roleArn === undefined ? "" : ` to assume the role "${context.roleArn}" with`;
  if (["timeout", "reset", "not reached", "server", "throttled"].includes(kind)) return unreachable(whose, cause);
  return new SecretsError("UNAUTHENTICATED", `There are no usable AWS credentials${whose}.`, {
    provider: "aws",
    hint: loginHint(context, failureOf(cause).message),
    cause,
  });
}

function roleDenied(roleArn: string, cause: unknown): SecretsError {
  return new SecretsError("ACCESS_DENIED", `The caller may not assume the role "${roleArn}".`, {
    provider: "aws",
    hint: "Allow sts:AssumeRole on it in the caller's policy, name the caller in the role's trust policy, and check externalId.",
    cause,
  });
}

function unreachable(whose: string, cause: unknown): SecretsError {
  return new SecretsError("UNAVAILABLE", `The service that gives AWS credentials${whose} cannot be reached.`, {
    provider: "aws",
    hint: "Check network and proxy: STS, SSO and the container's or instance's own address.",
    cause,
  });
}

function loginHint({ profile = process.env["AWS_PROFILE"], given }: LoginContext, message: string): string {
  if (SSO.test(message)) {
    return `The SSO session has ended. Run: aws sso login${profile === undefined ? "" : ` --profile ${profile}`}`;
  }
  if (given) return "They come from the option credentials: check what it gives.";
  return profile === undefined
    ? `${CHAIN} Attach a role, or run: aws configure.`
    : `${CHAIN} The profile is "${profile}": see it with aws configure list --profile ${profile}`;
}
