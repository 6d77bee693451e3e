import { printableName, SecretsError } from "@mailjet-secrets/core";
import { type AwsFailureKind, kindOfFailure } from "./aws-failure.ts";
import { describeFailure } from "./describe-failure.ts";
import { failureOf } from "./sdk-failure.ts";
import { shellWord } from "./shell-word.ts";

/** Where credentials were looked for. */
export interface LoginContext {
  readonly profile?: string;
  readonly roleArn?: string;
  /** The option by which the application gave the credentials, or a function for them. Absence: the SDK finds them. */
  readonly given?: "credentials" | "client";
}

const CHAIN =
  "Looked at AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, the profile, SSO, credential_process, web identity, container and instance.";
const SSO = /\bsso\b|session token not found/i;
/** Variables that name a file with a proof of who calls. */
const TOKEN_FILES = ["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"];
const SETTINGS: readonly AwsFailureKind[] = ["no address", "plain http"];
const PASSING: readonly AwsFailureKind[] = ["timeout", "reset", "not reached", "server", "throttled"];

/** Describes why there are no credentials to sign with. Nothing of the SDK's own text is in it. */
export function describeLoginFailure(cause: unknown, context: LoginContext): SecretsError {
  if (SecretsError.is(cause)) return cause;
  const failure = failureOf(cause);
  const kind = kindOfFailure(failure);
  const { roleArn } = context;
  if (SETTINGS.includes(kind)) return describeFailure(kind, { secretId: "", action: "sts:AssumeRole", cause });
  const variable = kind === "file" ? tokenFileVariable(cause) : undefined;
  if (variable !== undefined || (kind === "file" && context.given === undefined)) return noTokenFile(variable, cause);
  if (roleArn !== undefined && kind === "denied") return roleDenied(roleArn, cause);
  const whose = roleArn === undefined ? "" : ` to assume the role "${printableName(roleArn)}" with`;
  if (PASSING.includes(kind)) return unreachable(whose, cause);
  return new SecretsError("UNAUTHENTICATED", `There are no usable AWS credentials${whose}.`, {
    provider: "aws",
    hint: loginHint(context, failure.message),
    cause,
  });
}

function tokenFileVariable(cause: unknown): string | undefined {
  const { path } = cause as { readonly path?: unknown };
  return TOKEN_FILES.find((name) => process.env[name] === path);
}

function noTokenFile(variable: string | undefined, cause: unknown): SecretsError {
  const named = variable === undefined ? "the AWS profile names" : `${variable} names`;
  return new SecretsError("INVALID_CONFIG", `The file that ${named} cannot be read, so there are no AWS credentials.`, {
    provider: "aws",
    hint:
      variable === undefined
        ? "Look at web_identity_token_file in the profile."
        : "Is the token mounted, and may this user read it? Otherwise remove the variable.",
    cause,
  });
}

function roleDenied(roleArn: string, cause: unknown): SecretsError {
  return new SecretsError("ACCESS_DENIED", `The caller may not assume the role "${printableName(roleArn)}".`, {
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
    return `The SSO session has ended. Run: aws sso login${profile ? ` --profile ${shellWord(profile)}` : ""}`;
  }
  if (given !== undefined) return `They come from the option ${given}: check what it gives.`;
  return profile
    ? `${CHAIN} The profile is "${printableName(profile)}": see it with aws configure list --profile ${shellWord(profile)}`
    : `${CHAIN} Attach a role, or run: aws configure.`;
}
