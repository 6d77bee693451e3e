import { type FastifyInstance, fastify } from "fastify";
import { SecretsError } from "mailjet-secrets";
import { type MailjetPluginOptions, mailjetPlugin } from "./mailjet-plugin.ts";
import type { Settings } from "./settings.ts";

/** Where the service takes its keys from, and how it writes its mails. */
export interface SignUpOptions extends Omit<Settings, "mailjet"> {
  readonly mailjet: MailjetPluginOptions;
  /** @default true */
  readonly logger?: boolean;
}

const SIGN_UP = {
  body: {
    type: "object",
    required: ["email"],
    properties: { email: { type: "string", format: "email", maxLength: 254 } },
  },
} as const;

/** Creates the service: `POST /sign-up` with `{"email": "…"}` sends a welcome mail, `GET /health` tells how the keys stand. */
export async function createSignUpApp(options: SignUpOptions): Promise<FastifyInstance> {
  const { mailjet, from, sandbox, logger = true } = options;
  const app = fastify({ logger });
  await app.register(mailjetPlugin, mailjet);

  app.post<{ Body: { email: string } }>("/sign-up", { schema: SIGN_UP }, async (request, reply) => {
    const mail = {
      From: { Email: from, Name: "Example shop" },
      To: [{ Email: request.body.email }],
      Subject: "Welcome!",
      TextPart: "Thank you for signing up.",
    };
    try {
      await app.mailjet.post("send", { version: "v3.1" }).request({ SandboxMode: sandbox, Messages: [mail] });
      return reply.code(202).send({ message: "A mail is on its way." });
    } catch (error) {
      request.log.error(error); // whole: it holds no key, and says what to do
      const status = SecretsError.is(error) ? 503 : 502;
      return reply.code(status).send({ error: "The mail could not be sent." });
    }
  });

  // Memory only, so it may be called as often as you like. Always 200: a service that lacks its keys for a moment
  // gains nothing from a restart. Raise an alarm when `state` is "degraded", "expired" or "rejected".
  app.get("/health", async () => app.mailjet.status());

  return app;
}
