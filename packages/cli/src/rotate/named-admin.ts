import { SecretsError, type SecretsErrorCode } from "@mailjet-secrets/core";
import type { MailjetAdmin } from "@mailjet-secrets/mailjet-admin";

const REFUSALS: readonly SecretsErrorCode[] = ["CREDENTIALS_REJECTED", "ACCOUNT_SUSPENDED", "ACCESS_DENIED"];

/** The same, but a refusal says whose pair it was: a rotation works with up to three. `whose`: such as "the old pair". */
export function namedAdmin(mailjet: MailjetAdmin, whose: string): MailjetAdmin {
  return new Proxy(mailjet, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...given: unknown[]) => {
        const result: unknown = Reflect.apply(value, target, given);
        return result instanceof Promise ? result.catch((error: unknown) => explain(error, whose)) : result;
      };
    },
  });
}

function explain(error: unknown, whose: string): never {
  if (!SecretsError.is(error) || !REFUSALS.includes(error.code)) throw error;
  const { code, message, provider, cause, statusCode, ErrorCode } = error;
  throw new SecretsError(code, `Mailjet has refused ${whose}. ${message}`, {
    ...(provider === undefined ? {} : { provider }),
    ...(cause === undefined ? {} : { cause }),
    mailjet: {
      ...(statusCode === undefined ? {} : { statusCode }),
      ...(ErrorCode === undefined ? {} : { ErrorCode }),
    },
  });
}
