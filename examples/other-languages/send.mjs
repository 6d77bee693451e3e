// Sends one mail, without mailjet-secrets or another package inside. The pair comes from the environment, where
// `mailjet-secrets exec` puts it.
const { MJ_APIKEY_PUBLIC, MJ_APIKEY_PRIVATE, MJ_API_HOST = "api.mailjet.com" } = process.env;
const { MAIL_FROM = "shop@example.com", MAIL_TO = "ann@example.org" } = process.env;

const answer = await fetch(`https://${MJ_API_HOST}/v3.1/send`, {
  method: "POST",
  headers: {
    Authorization: `Basic ${Buffer.from(`${MJ_APIKEY_PUBLIC}:${MJ_APIKEY_PRIVATE}`).toString("base64")}`,
    "Content-Type": "application/json",
  },
  body: JSON.stringify({
    SandboxMode: true, // Mailjet checks the mail, and delivers nothing.
    Messages: [
      { From: { Email: MAIL_FROM }, To: [{ Email: MAIL_TO }], Subject: "Hello", TextPart: "Hello from Node.js" },
    ],
  }),
  signal: AbortSignal.timeout(30_000),
});
console.log("Mailjet answered", answer.status);
process.exitCode = answer.ok ? 0 : 1;
