import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type MailjetEmulator, startMailjetEmulator } from "@mailjet-secrets/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ConsumerProject, createConsumerProject } from "./consumer-project.ts";

const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
const MESSAGE = `{ Messages: [{ From: { Email: "shop@example.com" }, To: [{ Email: "ann@example.org" }], TextPart: "Hi" }] }`;

let consumer: ConsumerProject;
let mailjet: MailjetEmulator;

beforeAll(async () => {
  mailjet = await startMailjetEmulator({ keys: [PAIR] });
  consumer = await createConsumerProject();
}, 240_000);

afterAll(async () => {
  await Promise.all([mailjet?.close(), consumer?.close()]);
});

async function runFile(name: string, code: string, flags: readonly string[] = []): Promise<string> {
  const { stdout, stderr } = await consumer.runFile(name, code, {
    flags,
    env: {
      NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(),
      MAILJET_SECRETS_HOST: mailjet.host,
      MJ_APIKEY_PUBLIC: PAIR.apiKey,
      MJ_APIKEY_PRIVATE: PAIR.apiSecret,
    },
  });
  expect(stderr).toBe("");
  return stdout;
}

describe("the packed packages, outside the workspace", () => {
  it("send a mail from an ES module", async () => {
    const sent = await runFile(
      "send.mjs",
      `import { createMailjet } from "mailjet-secrets";
       const factory = createMailjet();
       const result = await factory.post("send", { version: "v3.1" }).request(${MESSAGE});
       console.log(result.body.Messages[0].Status);
       await factory.close();`,
    );
    expect(sent).toBe("success");
    expect(mailjet.messages).toHaveLength(1);
  });

  it("E02 send a mail from a CommonJS file by require(), without a warning", async () => {
    const sent = await runFile(
      "send.cjs",
      `const { createMailjet } = require("mailjet-secrets");
       const mailjet = createMailjet();
       mailjet.post("send", { version: "v3.1" }).request(${MESSAGE}).then((result) => {
         console.log(result.body.Messages[0].Status);
       });`,
    );
    expect(sent).toBe("success");
    expect(mailjet.messages).toHaveLength(2);
  });

  it.each(["mts", "ts"])("E02 send a mail from TypeScript that tsx runs, a file .%s", async (ending) => {
    const before = mailjet.messages.length;
    const sent = await runFile(
      `send.${ending}`,
      `import { createMailjet } from "mailjet-secrets";
       createMailjet().post("send", { version: "v3.1" }).request(${MESSAGE}).then((result) => {
         console.log(result.body.Messages[0]?.Status as string);
       });`,
      [fileURLToPath(import.meta.resolve("tsx/cli"))],
    );
    expect(sent).toBe("success");
    expect(mailjet.messages).toHaveLength(before + 1);
  });

  it("F18 recognise the errors of both when one application imports and requires them", async () => {
    const answer = await runFile(
      "both.mjs",
      `import { createRequire } from "node:module";
       import { createMailjet, SecretsError } from "mailjet-secrets";
       const required = createRequire(import.meta.url)("mailjet-secrets");
       const error = await required.createMailjet({ env: { prefix: "NOBODY" } }).credentials().catch((e) => e);
       console.log(SecretsError.is(error, "NOT_FOUND"), required.SecretsError.is(error));`,
    );
    expect(answer).toBe("true true");
  });

  it("F09 let a script end by itself after a client was used, without close()", async () => {
    const answer = await runFile(
      "ends.mjs",
      `import { createMailjet } from "mailjet-secrets";
       await createMailjet().getClient();
       process.on("exit", () => console.log("ended", process.uptime() < 5));`,
    );
    expect(answer).toBe("ended true");
  });

  it("name the install command of an adapter that is absent", async () => {
    await rm(join(consumer.folder, "node_modules/@mailjet-secrets/conjur"), { recursive: true });
    const answer = await runFile(
      "absent.mjs",
      `import { createMailjet } from "mailjet-secrets";
       const mailjet = createMailjet({ provider: "conjur", secret: "prod/mailjet" });
       const error = await mailjet.credentials().catch((e) => e);
       console.log(error.code, error.message, error.stack.split(":")[0], error.constructor.name);`,
    );
    expect(answer).toMatch(
      /^MISSING_DEPENDENCY .*Run: npm install @mailjet-secrets\/conjur SecretsError SecretsError$/,
    );
  });
});
