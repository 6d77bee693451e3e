import { createMailjet, type MailjetClientFactory } from "mailjet-secrets";

/** One object for the life of the application. No store is named here: `MAILJET_SECRETS_PROVIDER` does that. */
export const mailjet: MailjetClientFactory = createMailjet();

/** Sends one mail. `customId`: the application's own number of it, by which Mailjet lists it. */
export async function sendWelcomeMail(customId: string): Promise<void> {
  await mailjet.post("send", { version: "v3.1" }).request({
    SandboxMode: process.env["MAIL_SANDBOX"] === "1",
    Messages: [
      {
        From: { Email: process.env["MAIL_FROM"] ?? "shop@example.com" },
        To: [{ Email: process.env["MAIL_TO"] ?? "ann@example.org" }],
        Subject: "Welcome!",
        TextPart: "Thank you for signing up.",
        CustomID: customId,
      },
    ],
  });
}
