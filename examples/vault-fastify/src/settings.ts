import type { MailjetSecretsConfig } from "mailjet-secrets";

/** What the service is told by its environment. */
export interface Settings {
  readonly mailjet: MailjetSecretsConfig;
  /** Address that Mailjet knows as a sender of the account. */
  readonly from: string;
  /** Lets Mailjet check everything and deliver nothing. */
  readonly sandbox: boolean;
}

/**
 * Reads the settings. The address of Vault (`VAULT_ADDR`) and the role id (`VAULT_ROLE_ID`) are not among them: the
 * provider reads those itself, as all clients of Vault do.
 */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const {
    VAULT_SECRET_ID_FILE = "/run/secrets/vault-secret-id",
    MAILJET_SECRET = "prod/mailjet",
    MAIL_FROM = "shop@example.com",
    MAIL_SANDBOX = "0",
  } = environment;
  return {
    mailjet: {
      provider: "vault",
      // A file, read at each login: an operator replaces the secret id there while the service runs.
      vault: { secret: MAILJET_SECRET, auth: { method: "appRole", secretIdFile: VAULT_SECRET_ID_FILE } },
      keepFresh: true,
    },
    from: MAIL_FROM,
    sandbox: MAIL_SANDBOX === "1",
  };
}
