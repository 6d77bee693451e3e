import { type Clock, type MailjetCredentials, SecretsError } from "@mailjet-secrets/core";
import { createMailjetAdmin, type MailjetAdmin } from "@mailjet-secrets/mailjet-admin";
import type { RotationMailjetOptions } from "./rotation-options.ts";

/** Mailjet with one pair or another. */
export interface Mailjet {
  /**
   * Does work with a pair. Rejects with a `SecretsError` that says with which pair, or with the signal's reason. `who`: the
   * pair in words.
   */
  with<T>(pair: MailjetCredentials, who: string, work: (admin: MailjetAdmin) => Promise<T>): Promise<T>;
}

/** Creates a {@link Mailjet}. */
export function openMailjet(options: RotationMailjetOptions, signal: AbortSignal, clock: Clock): Mailjet {
  return {
    async with(pair, who, work) {
      const host = options.host ?? pair.host;
      const admin = createMailjetAdmin({
        ...options,
        ...(host === undefined ? {} : { host }),
        credentials: pair,
        clock,
      });
      try {
        return await work(admin);
      } catch (error) {
        if (signal.aborted || !SecretsError.is(error)) throw error;
        throw explained(error, `${who} (pair ${pair.fingerprint})`);
      } finally {
        await admin.close();
      }
    },
  };
}

/** The same failure, with the words in front of its message. */
export function explained(error: SecretsError, words: string): SecretsError {
  const { code, message, provider, retryable, retryAfterMs } = error;
  return new SecretsError(code, `${words}: ${message}`, {
    cause: error,
    retryable,
    ...(provider === undefined ? {} : { provider }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}
