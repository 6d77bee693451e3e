import { systemClock } from "@mailjet-secrets/core";
import type { AwsClientOptions, AwsSdkOptions } from "./aws-options.ts";
import type { AwsStore } from "./aws-store.ts";
import { loginContext } from "./login-context.ts";
import { callService } from "./sdk-call.ts";
import { getSecretValue } from "./sdk-calls.ts";
import { sdkSessions } from "./sdk-session.ts";
import { type Calls, writeSecret } from "./sdk-write.ts";
import { secretSnapshot } from "./secret-snapshot.ts";

/** Longest time that a pending version is cleaned up for, and that `close` waits for it, in milliseconds. */
const LONGEST_CLEAN_UP_MS = 5_000;

/** Secrets Manager by the AWS SDK, which is loaded at the first call. */
export function sdkStore(options: AwsSdkOptions | AwsClientOptions): AwsStore {
  const sessions = sdkSessions(options);
  const login = loginContext(options);
  const { clock = systemClock } = options;
  const writing = new Set<Promise<unknown>>();
  const calls: Calls = {
    make: (call, signal) => callService(sessions, call, signal, login),
    async cleanUp(call) {
      const limit = new AbortController();
      const cancel = clock.schedule(() => limit.abort(), LONGEST_CLEAN_UP_MS);
      await calls.make(call, limit.signal).then(cancel, cancel);
    },
  };
  return {
    async read(secret, signal) {
      return secretSnapshot(await calls.make(getSecretValue(secret), signal), secret);
    },
    write(secret, values, writeOptions) {
      const work = writeSecret(calls, secret, values, writeOptions);
      const forget = (): void => void writing.delete(work);
      writing.add(work);
      work.then(forget, forget);
      return work;
    },
    async close() {
      await Promise.allSettled(writing); // they were told to end, and may have to clean up
      sessions.close();
    },
  };
}
