import { type Clock, pause, SecretsError } from "@mailjet-secrets/core";
import type { AwsClientOptions, AwsSdkOptions } from "../aws-options.ts";
import { loginContext } from "../login-context.ts";
import { callService, type SdkCall } from "../sdk-call.ts";
import { getSecretValue } from "../sdk-calls.ts";
import { sdkSessions } from "../sdk-session.ts";
import { secretText } from "../secret-snapshot.ts";
import { type RotatedSecret, rotatedSecret } from "./rotated-secret.ts";
import { describeSecret, moveLabel, putPending } from "./rotation-calls.ts";

/** Secrets Manager as a rotation uses it. Everything rejects with a `SecretsError`, or the signal's reason. */
export interface SecretsManager {
  describe(id: string): Promise<RotatedSecret>;
  /** Reads the text of a version. `undefined`: it has no value. `version`: @default the current one */
  read(id: string, version?: string): Promise<string | undefined>;
  /** Puts the value of the pending version; rejects with `CONFLICT` if it has another already. Tried again if AWS does not answer. */
  put(id: string, version: string, text: string, rotationToken?: string): Promise<void>;
  moveLabel(id: string, label: string, move: { readonly from?: string; readonly to?: string }): Promise<void>;
  close(): void;
}

const TRIES = 3;
const FIRST_PAUSE_MS = 500;

/** Opens a {@link SecretsManager}. Loads the SDK at the first call. */
export function openSecretsManager(
  options: AwsSdkOptions | AwsClientOptions,
  signal: AbortSignal,
  clock: Clock,
): SecretsManager {
  const sessions = sdkSessions(options);
  const login = loginContext(options);
  const call = <Output>(what: SdkCall<Output>): Promise<Output> => callService(sessions, what, signal, login);
  return {
    describe: async (id) => rotatedSecret(id, await call(describeSecret(id))),
    async read(id, version) {
      const reference = version === undefined ? { id } : { id, requestedVersion: version };
      const output = await call(getSecretValue(reference)).catch((error: unknown) => {
        if (version !== undefined && SecretsError.is(error, "NOT_FOUND")) return undefined;
        throw error;
      });
      // moto answers without a value where AWS answers that there is none.
      const isEmpty = output?.SecretString === undefined && output?.SecretBinary === undefined;
      return output === undefined || (version !== undefined && isEmpty) ? undefined : secretText(output, id);
    },
    async put(id, version, text, rotationToken) {
      for (let failures = 1; ; failures += 1) {
        try {
          await call(putPending(id, version, text, rotationToken));
          return;
        } catch (error) {
          // A new key whose pair is not stored is lost, so this is worth more than one try.
          if (signal.aborted || !SecretsError.is(error) || !error.retryable || failures === TRIES) throw error;
        }
        await pause(FIRST_PAUSE_MS * 2 ** (failures - 1), signal, clock);
      }
    },
    moveLabel: async (id, label, move) => void (await call(moveLabel(id, label, move))),
    close: () => sessions.close(),
  };
}
