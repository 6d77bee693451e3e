// Two mails by SMTP with a rotation between them, and one by the API with the same pair. `demo.ts` starts this.
import { createMailjet } from "mailjet-secrets";
import { createSmtpMailer } from "./smtp-mailer.ts";

const {
  MAIL_SMTP_HOST: host = "in-v3.mailjet.com",
  MAIL_SMTP_PORT: port = "587",
  MAIL_FROM: from = "shop@example.com",
  MAIL_TO: to = "ann@example.org",
  MAIL_SANDBOX: sandbox,
  ROTATE_URL: rotateUrl, // of the emulation: Mailjet has no such thing
} = process.env;

const mailjet = createMailjet();
const mailer = createSmtpMailer(mailjet, { host, port: Number(port) });

try {
  console.log(`  SMTP server    ${host}:${port}`);
  if (sandbox === "1") {
    await mailer.verify();
    console.log(`  Log-in         accepted, ${pair()}; nothing sent: SMTP has no SandboxMode`);
  } else {
    console.log(`  First mail     ${await mailer.send(mail("Your order"))}, ${pair()}`);
    if (rotateUrl !== undefined) {
      await fetch(rotateUrl, { method: "POST" });
      console.log("  Rotation       another secret in the store and at the server; this process runs on");
      console.log(`  Second mail    ${await mailer.send(mail("Your parcel"))}, ${pair()}`);
    }
  }
  const message = { From: { Email: from }, To: [{ Email: to }], Subject: "Your invoice", TextPart: "Thank you." };
  const { response } = await mailjet
    .post("send", { version: "v3.1" })
    .request({ SandboxMode: sandbox === "1", Messages: [message] });
  console.log(`  API            ${response.status} for a mail${sandbox === "1" ? " (SandboxMode)" : ""}, ${pair()}`);
} catch (error) {
  // Neither nodemailer's errors nor those of mailjet-secrets hold the pair.
  console.error(error);
  process.exitCode = 1;
} finally {
  mailer.close();
  await mailjet.close();
}

function mail(subject: string) {
  return { from, to, subject, text: "Thank you." };
}

function pair(): string {
  return `pair ${mailjet.status().fingerprint}`;
}
