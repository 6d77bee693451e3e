import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type MailjetClientFactory, SecretsError } from "mailjet-secrets";

export interface SignUpOptions {
  /** Address that Mailjet knows as a sender of the account. */
  readonly from: string;
  /** Lets Mailjet check everything and deliver nothing. */
  readonly sandbox: boolean;
}

const LONGEST_BODY = 10_000;

/** A service with one endpoint: `POST /sign-up` with `{"email": "…"}` sends a welcome mail. */
export function createSignUpApp(mailjet: MailjetClientFactory, options: SignUpOptions): Server {
  return createServer((request, response) => {
    signUp(request, response, mailjet, options).catch((error: unknown) => {
      // Errors of mailjet-secrets hold no key and say what to do: they may be logged whole.
      console.error(error);
      reply(response, SecretsError.is(error) ? 503 : 502, { error: "The mail could not be sent." });
    });
  });
}

async function signUp(
  request: IncomingMessage,
  response: ServerResponse,
  mailjet: MailjetClientFactory,
  { from, sandbox }: SignUpOptions,
): Promise<void> {
  if (request.method !== "POST" || request.url !== "/sign-up") return reply(response, 404, { error: "Not found." });
  const email = addressIn(await readBody(request));
  if (email === undefined) return reply(response, 400, { error: 'Send {"email": "you@example.org"}.' });
  const { body } = await mailjet.post("send", { version: "v3.1" }).request({
    SandboxMode: sandbox,
    Messages: [
      {
        From: { Email: from, Name: "Example shop" },
        To: [{ Email: email }],
        Subject: "Welcome!",
        TextPart: "Thank you for signing up.",
      },
    ],
  });
  reply(response, 202, body);
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) {
    if (body.length <= LONGEST_BODY) body += chunk;
  }
  return body;
}

function addressIn(body: string): string | undefined {
  if (body.length > LONGEST_BODY) return undefined;
  try {
    const email = (JSON.parse(body) as { email?: unknown } | null)?.email;
    return typeof email === "string" && email.includes("@") ? email : undefined;
  } catch {
    return undefined; // not JSON
  }
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
