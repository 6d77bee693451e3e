import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

/** An SMTP server on this machine that delivers nothing. */
export interface EmulatedSmtp {
  readonly port: number;
  /** Subjects of the mails that were accepted, in their order. */
  readonly subjects: readonly string[];
  /** Whether each log-in was accepted, in their order. */
  readonly logIns: readonly boolean[];
  /** Number of connections that are open. */
  readonly openConnections: number;
  /** Accepts this secret only from now on, and ends the sessions of the old one. */
  resetSecret(apiSecret: string): void;
  close(): Promise<void>;
}

/** Starts an SMTP server on a free port of 127.0.0.1 that accepts one pair, and answers 535 to every other. */
export async function startEmulatedSmtp(pair: { apiKey: string; apiSecret: string }): Promise<EmulatedSmtp> {
  let { apiSecret } = pair;
  const subjects: string[] = [];
  const logIns: boolean[] = [];
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, callback) {
      const accepted = username === pair.apiKey && password === apiSecret;
      logIns.push(accepted);
      if (accepted) callback(null, { user: username });
      else callback(Object.assign(new Error("Authentication failed"), { responseCode: 535 }));
    },
    async onData(stream, _session, callback) {
      const chunks = (await stream.toArray()) as Buffer[];
      subjects.push(/^Subject: (.*?)\r?$/m.exec(Buffer.concat(chunks).toString())?.[1] ?? "");
      callback(null);
    },
  });
  server.on("error", () => {}); // a client that leaves early
  const listener = server.listen(0, "127.0.0.1");
  await once(listener, "listening");
  return {
    port: (listener.address() as AddressInfo).port,
    subjects,
    logIns,
    get openConnections() {
      return server.connections.size;
    },
    resetSecret(next) {
      apiSecret = next;
      for (const connection of server.connections) connection.close();
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
