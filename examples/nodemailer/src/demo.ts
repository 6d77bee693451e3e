// npm start: the application against an emulated SMTP server and Mailjet, or with MAILJET_SECRETS_LIVE=1 against the real one.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runExample, startRotationServer, temporaryFolder } from "@mailjet-secrets/example-support";
import { startEmulatedSmtp } from "./emulated-smtp.ts";

await runExample({
  title: "SMTP by nodemailer with the pair of the moment: a rotation between two mails, and no restart",
  script: new URL("./show.js", import.meta.url),
  live: "MJ_APIKEY_PUBLIC=… MJ_APIKEY_PRIVATE=… MAIL_FROM=…",
  async emulate(pair, mailjet) {
    // The store: a directory of secret files, as Docker and Kubernetes mount it.
    const store = await temporaryFolder({ MJ_APIKEY_PUBLIC: pair.apiKey, MJ_APIKEY_PRIVATE: pair.apiSecret });
    const smtp = await startEmulatedSmtp(pair);
    const rotation = await startRotationServer(pair, async ({ apiKey, apiSecret }) => {
      mailjet.resetSecret(apiKey, apiSecret);
      smtp.resetSecret(apiSecret);
      await writeFile(join(store.path, "MJ_APIKEY_PRIVATE"), apiSecret);
    });
    return {
      environment: {
        MAILJET_SECRETS_CONFIG: JSON.stringify({ env: { secretsDirectory: store.path, files: false } }),
        MAIL_SMTP_HOST: "127.0.0.1",
        MAIL_SMTP_PORT: String(smtp.port),
        ROTATE_URL: rotation.url,
      },
      async close() {
        rotation.close();
        await smtp.close();
        await store.remove();
      },
    };
  },
});
