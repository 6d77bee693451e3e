import { Module } from "@nestjs/common";
import type { MailjetSecretsConfig } from "mailjet-secrets";

/** What the application is told by its environment. */
export interface Settings {
  readonly mailjet: MailjetSecretsConfig;
  /** Address that Mailjet knows as a sender of the account. */
  readonly from: string;
  /** Lets Mailjet check everything and deliver nothing. */
  readonly sandbox: boolean;
}

/** Token of the {@link Settings}. */
export const SETTINGS: unique symbol = Symbol("SETTINGS");

/**
 * Reads the settings. Where Conjur is and which authenticator to use are not among them: the provider reads `CONJUR_*` and
 * `JWT_TOKEN_PATH` itself, as all clients of Conjur do. The file with the JWT is read at each login.
 */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const { MAILJET_SECRET = "mailjet/credentials", MAIL_FROM = "shop@example.com", MAIL_SANDBOX = "0" } = environment;
  return {
    mailjet: { provider: "conjur", conjur: { secret: MAILJET_SECRET, auth: { method: "jwt" } }, keepFresh: true },
    from: MAIL_FROM,
    sandbox: MAIL_SANDBOX === "1",
  };
}

/** Gives the settings; `@nestjs/config` would do as well. */
@Module({
  providers: [{ provide: SETTINGS, useFactory: () => readSettings(process.env) }],
  exports: [SETTINGS],
})
export class SettingsModule {}
