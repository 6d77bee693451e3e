import {
  type MailjetEmulator,
  startMailjetEmulator,
  startVaultEmulator,
  type VaultEmulator,
} from "@mailjet-secrets/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installNode } from "../support/install-node.mjs";
import { publishedPackages } from "../support/pack-packages.mjs";
import { type ConsumerProject, createConsumerProject } from "./consumer-project.ts";

/** The oldest of each line that `engines` admits, and a late one. */
const VERSIONS = ["20.19.0", "20.20.2", "22.13.0", "22.23.3", "24.21.0"];
const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
const SEND = `
  const mailjet = createMailjet();
  const Messages = [{ From: { Email: "shop@example.com" }, To: [{ Email: "ann@example.org" }], TextPart: "Hi" }];
  mailjet.post("send", { version: "v3.1" }).request({ Messages }).then(async ({ body }) => {
    await mailjet.close();
    console.log(process.version, mailjet.status().provider ?? "", body.Messages[0].Status);
  });`;
const FILES = {
  import: { name: "send.mjs", code: `import { createMailjet } from "mailjet-secrets";${SEND}` },
  require: { name: "send.cjs", code: `const { createMailjet } = require("mailjet-secrets");${SEND}` },
} as const;

let consumer: ConsumerProject;
let mailjet: MailjetEmulator;
let vault: VaultEmulator;
let binaries: ReadonlyMap<string, string>;

beforeAll(async () => {
  mailjet = await startMailjetEmulator({ keys: [PAIR] });
  vault = await startVaultEmulator();
  vault.put("secret/prod/mailjet", PAIR);
  const [project, paths] = await Promise.all([
    createConsumerProject(["mailjet-secrets", "core", "env", "http", "vault"].map(packageName)),
    Promise.all(VERSIONS.map(installNode)),
  ]);
  consumer = project;
  binaries = new Map(VERSIONS.map((version, index) => [version, paths[index] ?? ""]));
}, 240_000);

afterAll(async () => {
  await Promise.all([mailjet?.close(), vault?.close(), consumer?.close()]);
});

function packageName(word: string): string {
  return word === "mailjet-secrets" ? word : `@mailjet-secrets/${word}`;
}

const STORES = {
  env: () => ({ MJ_APIKEY_PUBLIC: PAIR.apiKey, MJ_APIKEY_PRIVATE: PAIR.apiSecret }),
  vault: () => ({
    MAILJET_SECRETS_PROVIDER: "vault",
    MAILJET_SECRETS_SECRET: "prod/mailjet",
    VAULT_ADDR: vault.url,
    VAULT_TOKEN: vault.rootToken,
  }),
} as const;

describe("the packed packages under each supported Node.js", () => {
  const cases = VERSIONS.flatMap((version) =>
    (["import", "require"] as const).flatMap((way) =>
      (["env", "vault"] as const).map((store) => ({ version, way, store })),
    ),
  );

  it.each(cases)("send a mail without a warning: $version, $way, pair from $store", async ({ version, way, store }) => {
    const before = mailjet.messages.length;
    const { stdout, stderr } = await consumer.runFile(FILES[way].name, FILES[way].code, {
      node: binaries.get(version) ?? "",
      env: {
        NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(),
        MAILJET_SECRETS_HOST: mailjet.host,
        ...STORES[store](),
      },
    });
    expect(stderr).toBe("");
    expect(stdout).toBe(`v${version} ${store} success`);
    expect(mailjet.messages).toHaveLength(before + 1);
  });

  it("are said by every package to be the ones that are tried here", () => {
    const engines = publishedPackages().map(({ manifest }) => manifest.engines.node);
    // require() of an ES module warns in 22.12, and before that it needs a flag.
    expect(new Set(engines)).toEqual(new Set(["^20.19.0 || >=22.13.0"]));
  });
});
