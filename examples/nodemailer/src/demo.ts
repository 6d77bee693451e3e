// npm start: the application against an emulated SMTP server and Mailjet, or with MAILJET_SECRETS_LIVE=1 against the real one.
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runExample, withNewSecret } from "@mailjet-secrets/example-support";
import { startEmulatedSmtp } from "./emulated-smtp.ts";

await runExample({
  title: "SMTP by nodemailer with the pair of the moment: a rotation between two mails, and no restart",
  script: new URL("./show.js", import.meta.url),
  live: "MJ_APIKEY_PUBLIC=… MJ_APIKEY_PRIVATE=… MAIL_FROM=…",
  async emulate(pair, mailjet) {
    // The store: a directory of secret files, as Docker and Kubernetes mount it.
    const directory = await mkdtemp(join(tmpdir(), "mailjet-secrets-"));
    await writeFile(join(directory, "MJ_APIKEY_PUBLIC"), pair.apiKey);
    await writeFile(join(directory, "MJ_APIKEY_PRIVATE"), pair.apiSecret);
    const smtp = await startEmulatedSmtp(pair);

    const rotation = createServer(async (_request, response) => {
      const { apiKey, apiSecret } = withNewSecret(pair);
      mailjet.resetSecret(apiKey, apiSecret);
      smtp.resetSecret(apiSecret);
      await writeFile(join(directory, "MJ_APIKEY_PRIVATE"), apiSecret);
      response.end();
    }).listen(0, "127.0.0.1");
    await once(rotation, "listening");

    return {
      environment: {
        MAILJET_SECRETS_CONFIG: JSON.stringify({ env: { secretsDirectory: directory, files: false } }),
        MAIL_SMTP_HOST: "127.0.0.1",
        MAIL_SMTP_PORT: String(smtp.port),
        ROTATE_URL: `http://127.0.0.1:${(rotation.address() as AddressInfo).port}`,
      },
      async close() {
        rotation.close();
        rotation.closeAllConnections();
        await smtp.close();
        await rm(directory, { recursive: true });
      },
    };
  },
});
