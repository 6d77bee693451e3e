import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, vi } from "vitest";

/** Names that the SDK looks at; none of the machine's own is to have a say in a test. */
const NAMES = [
  "AWS_REGION",
  "AWS_DEFAULT_REGION",
  "AWS_PROFILE",
  "AWS_ROLE_ARN",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_TOKEN",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN",
  "AWS_ENDPOINT_URL",
  "AWS_ENDPOINT_URL_SSO",
  "AWS_ENDPOINT_URL_STS",
  "AWS_ENDPOINT_URL_SECRETS_MANAGER",
  "PARAMETERS_SECRETS_EXTENSION_HTTP_PORT",
];

/** The files of a profile, which a test may write again. */
export interface AwsEnvironment {
  /** A folder that is removed when the test is over. */
  readonly folder: string;
  writeConfig(text: string): void;
  writeCredentials(text: string): void;
}

/** Sets these variables and no other of AWS until the test is over, with configuration files of their own. */
export function awsEnvironment(variables: Readonly<Record<string, string>> = {}): AwsEnvironment {
  // A path of its own: the SDK keeps what it has read from one for the life of the process.
  const folder = mkdtempSync(join(tmpdir(), "aws-environment-"));
  for (const name of NAMES) vi.stubEnv(name, undefined);
  const files = { AWS_CONFIG_FILE: join(folder, "config"), AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials") };
  const all = { ...files, AWS_EC2_METADATA_DISABLED: "true", ...variables };
  for (const [name, value] of Object.entries(all)) vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  return {
    folder,
    writeConfig: (text) => writeFileSync(files.AWS_CONFIG_FILE, text),
    writeCredentials: (text) => writeFileSync(files.AWS_SHARED_CREDENTIALS_FILE, text),
  };
}
