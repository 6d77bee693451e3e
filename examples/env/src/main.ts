// Sends one mail. The key pair is MJ_APIKEY_PUBLIC and MJ_APIKEY_PRIVATE, in the environment or in a file .env.
import { createMailjet } from "mailjet-secrets";

const mailjet = createMailjet();

const { response } = await mailjet.post("send", { version: "v3.1" }).request({
  SandboxMode: process.env["MAIL_SANDBOX"] === "1", // Mailjet checks everything and delivers nothing
  Messages: [
    {
      From: { Email: process.env["MAIL_FROM"] ?? "shop@example.com" },
      To: [{ Email: process.env["MAIL_TO"] ?? "ann@example.org" }],
      Subject: "Welcome!",
      TextPart: "Thank you for signing up.",
    },
  ],
});
const { provider, fingerprint } = mailjet.status();
console.log(`Mailjet answered ${response.status} to the key pair ${fingerprint} (a fingerprint) from ${provider}.`);

await mailjet.close();
