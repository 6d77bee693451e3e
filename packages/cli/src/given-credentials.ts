import { createMailjetClientFactory, type MailjetCredentials, type SecretsProvider } from "@mailjet-secrets/core";

/** Values that are at hand, and where each is from, for messages. */
export interface GivenOrigins {
  readonly name?: string;
  readonly kind?: "mail" | "sms";
  readonly origins?: Readonly<Record<string, string>>;
}

/** Credentials of values that are at hand, by the rules for every store. Rejects with `INVALID_SECRET`. */
export async function givenCredentials(
  values: Readonly<Record<string, string>>,
  { name = "given", kind = "mail", origins }: GivenOrigins = {},
): Promise<MailjetCredentials> {
  const provider: SecretsProvider = {
    name,
    read: async () => ({ values, ...(origins === undefined ? {} : { origins }) }),
  };
  const factory = createMailjetClientFactory({ provider, secret: { kind } });
  try {
    return await factory.credentials();
  } finally {
    await factory.close();
  }
}
