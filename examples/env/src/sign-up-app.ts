import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type MailjetClientFactory, SecretsError } from "mailjet-secrets";

export interface SignUpOptions {
  /** Address that Mailjet knows as a sender of the account. */
  readonly from: string;
  /** Lets Mailjet check everything and deliver nothing. */
  readonly sandbox: boolean;
}

/** A service with one endpoint: `POST /sign-up` with `{"email": "…"}` sends a welcome mail. */
export function createSignUpApp(mailjet: MailjetClientFactory, options: SignUpOptions): Server {
  return createServer((request, response) => {
    signUp(request, mailjet, options)
      .then((answer) => reply(response, 202, answer))
      .catch((error: unknown) => {
        // Errors of mailjet-secrets hold no key and say what to do: they may be logged whole.
        console.error(error);
        reply(response, SecretsError.is(error) ? 503 : 502, { error: "The mail could not be sent." });
      });
  });
}

async function signUp(
  request: IncomingMessage,
  mailjet: MailjetClientFactory,
  options: SignUpOptions,
): Promise<unknown> {
  const { email } = JSON.parse(await text(request)) as { email: string };
  const result = await mailjet.post("send", { version: "v3.1" }).request({
    SandboxMode: options.sandbox,
    Messages: [
      {
        From: { Email: options.from, Name: "Example shop" },
        To: [{ Email: email }],
        Subject: "Welcome!",
        TextPart: "Thank you for signing up.",
      },
    ],
  });
  return result.body;
}

async function text(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += chunk;
  return body;
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
