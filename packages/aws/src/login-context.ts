import type { AwsClientOptions, AwsSdkOptions } from "./aws-options.ts";
import type { LoginContext } from "./describe-login-failure.ts";

/** What a failing log-in is described with. */
export function loginContext(options: AwsSdkOptions | AwsClientOptions): LoginContext {
  if (options.client !== undefined) return { given: "client" };
  const { profile, roleArn, credentials } = options;
  return {
    ...(credentials === undefined ? {} : { given: "credentials" }),
    ...(profile === undefined ? {} : { profile }),
    ...(roleArn === undefined ? {} : { roleArn }),
  };
}
