/**
 * Sends a welcome mail.
 * @param {import("mailjet-secrets").MailjetAccount} mailjet
 * @param {{ from: string, to: string, sandbox: boolean }} mail `sandbox`: Mailjet checks everything and delivers nothing
 */
async function sendWelcome(mailjet, { from, to, sandbox }) {
  const { body } = await mailjet.post("send", { version: "v3.1" }).request({
    SandboxMode: sandbox,
    Messages: [
      { From: { Email: from }, To: [{ Email: to }], Subject: "Welcome!", TextPart: "Thank you for signing up." },
    ],
  });
  return body;
}

module.exports = { sendWelcome };
