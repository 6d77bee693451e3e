const { createMailjet } = require("mailjet-secrets");
const { sendWelcome } = require("./send-welcome.js");

const { MAIL_FROM = "shop@example.com", MAIL_TO = "ann@example.org", MAIL_SANDBOX } = process.env;

// Keys: MJ_APIKEY_PUBLIC and MJ_APIKEY_PRIVATE, in the environment or in .env. No code ever sees them.
const mailjet = createMailjet();

async function main() {
  const sandbox = MAIL_SANDBOX === "1";
  await sendWelcome(mailjet, { from: MAIL_FROM, to: MAIL_TO, sandbox });
  console.log(`  A mail to ${MAIL_TO} was accepted${sandbox ? " (SandboxMode: checked, not delivered)" : ""}.`);
  console.log(`  Sent by CommonJS, with the pair ${mailjet.status().fingerprint} from ${mailjet.status().provider}.`);
}

main()
  .catch((error) => {
    console.error(error); // errors of mailjet-secrets hold no key and say what to do
    process.exitCode = 1;
  })
  .finally(() => mailjet.close());
