import type { AwsClientOptions, AwsSdkOptions } from "./aws-options.ts";
import type { AwsStore } from "./aws-store.ts";
import type { LoginContext } from "./describe-login-failure.ts";
import { callService, type SdkCall } from "./sdk-call.ts";
import { getSecretValue } from "./sdk-calls.ts";
import { sdkSessions } from "./sdk-session.ts";
import { writeSecret } from "./sdk-write.ts";
import { secretSnapshot } from "./secret-snapshot.ts";

/** Secrets Manager by the AWS SDK, which is loaded at the first call. */
export function sdkStore(options: AwsSdkOptions | AwsClientOptions): AwsStore {
  const sessions = sdkSessions(options);
  const login = loginContext(options);
  const call = <Output>(what: SdkCall<Output>, signal: AbortSignal): Promise<Output> =>
    callService(sessions, what, signal, login);
  return {
    async read(secret, signal) {
      return secretSnapshot(await call(getSecretValue(secret), signal), secret);
    },
    write: (secret, values, writeOptions) => writeSecret(call, secret, values, writeOptions),
    close: sessions.close,
  };
}

function loginContext(options: AwsSdkOptions | AwsClientOptions): LoginContext {
  if (options.client !== undefined) return { given: true };
  const { profile, roleArn, credentials } = options;
  return {
    given: credentials !== undefined,
    ...(profile === undefined ? {} : { profile }),
    ...(roleArn === undefined ? {} : { roleArn }),
  };
}
