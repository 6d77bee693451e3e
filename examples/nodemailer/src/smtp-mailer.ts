import type { MailjetAccount, MailjetCredentials } from "mailjet-secrets";
import { createTransport, type SendMailOptions, type Transporter } from "nodemailer";

/** Where SMTP is spoken. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
}

/** Sends mail by SMTP with the pair of the moment. */
export interface SmtpMailer {
  /** Sends a mail, once more with the new pair if the old one is refused. Gives back the server's answer. */
  send(mail: SendMailOptions): Promise<string>;
  /** Logs in and sends nothing. Rejects if that is refused. */
  verify(): Promise<void>;
  /** Closes the connections; a mail that is under way still gets through. */
  close(): void;
}

/** A transport holds the pair: it stays in this file and is never logged. */
interface Login {
  readonly fingerprint: string;
  readonly transport: Transporter;
  tasks: number;
}

/** Creates a mailer whose connections are kept for as long as the pair is. It connects at the first mail. */
export function createSmtpMailer(mailjet: MailjetAccount, server: SmtpServer): SmtpMailer {
  let current: Login | undefined;

  // A pool that closes forgets the mails that wait in it, so one of an old pair is closed by its last mail.
  function closeUnused(login: Login | undefined): void {
    if (login !== undefined && login !== current && login.tasks === 0) login.transport.close();
  }

  function logInWith(pair: MailjetCredentials): Login {
    if (current?.fingerprint === pair.fingerprint) return current;
    const old = current;
    current = { fingerprint: pair.fingerprint, transport: createTransport(settings(server, pair)), tasks: 0 };
    closeUnused(old);
    return current;
  }

  function run<Result>(task: (transport: Transporter) => Promise<Result>): Promise<Result> {
    return mailjet.withCredentials(async (pair) => {
      const login = logInWith(pair);
      login.tasks += 1;
      try {
        return await task(login.transport);
      } finally {
        login.tasks -= 1;
        closeUnused(login);
      }
    });
  }

  return {
    send: (mail) => run(async (transport) => String((await transport.sendMail(mail)).response)),
    verify: () => run(async (transport) => void (await transport.verify())),
    close() {
      const last = current;
      current = undefined;
      closeUnused(last);
    },
  };
}

function settings({ host, port }: SmtpServer, pair: MailjetCredentials) {
  return {
    host,
    port,
    pool: true as const,
    secure: port === 465,
    // Unencrypted to this machine only: otherwise anybody on the way could read the pair.
    requireTLS: host !== "127.0.0.1",
    auth: { user: pair.apiKey(), pass: pair.apiSecret() },
  };
}
