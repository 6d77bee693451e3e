import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { startAwsEmulator, startMailjetEmulator } from "@mailjet-secrets/testing";
import { build } from "esbuild";
import { createMailjet } from "mailjet-secrets";
import { afterEach, beforeEach, expect, it } from "vitest";
import { sqsEvent } from "../src/sqs-event.ts";

const example = join(import.meta.dirname, "..");
const template = await readFile(join(example, "template.yaml"), "utf8");
const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };

function configuration(via: string): string {
  const [, text = ""] = /MAILJET_SECRETS_CONFIG: !Sub '(.*)'/.exec(template) ?? [];
  return text.replace(`\${SecretName}`, "prod/mailjet").replace(`\${Via}`, via);
}

let folder: string;
beforeEach(async () => {
  const cache = join(example, "../../node_modules/.cache"); // where the bundle finds the SDK, as it does in Lambda
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(join(cache, "lambda-"));
});
afterEach(() => rm(folder, { recursive: true }));

it.each(["sdk", "extension"])("has a configuration without mistakes for %s", async (via) => {
  await createMailjet(JSON.parse(configuration(via))).close();
});

it.each(["sdk", "extension"])(
  "makes a bundle that sends, by %s",
  async (via) => {
    expect(template).toContain(
      'Format: cjs\n        Target: node22\n        # Lambda has the SDK.\n        External: ["@aws-sdk/*"]',
    );
    const outfile = join(folder, "handler.cjs");
    await build({
      entryPoints: [join(example, "src/handler.ts")],
      bundle: true,
      platform: "node",
      format: "cjs",
      target: "node22",
      external: ["@aws-sdk/*"],
      outfile,
      logLevel: "error",
    });
    const event = sqsEvent([
      { id: "m-1", body: '{"to":"ann@example.org","subject":"Your order","text":"Thank you."}' },
    ]);
    const runtime = join(folder, "runtime.cjs");
    await writeFile(
      runtime,
      `require("./handler.cjs").handler(${JSON.stringify(event)}).then(JSON.stringify).then(console.log)`,
    );

    await using aws = await startAwsEmulator({ secrets: { "prod/mailjet": PAIR } });
    await using mailjet = await startMailjetEmulator({ keys: [PAIR] });
    const login =
      via === "extension"
        ? { AWS_SESSION_TOKEN: aws.agent.token, PARAMETERS_SECRETS_EXTENSION_HTTP_PORT: String(aws.port) }
        : {
            AWS_REGION: aws.region,
            AWS_ACCESS_KEY_ID: aws.accessKey.accessKeyId,
            AWS_SECRET_ACCESS_KEY: aws.accessKey.secretAccessKey,
            AWS_ENDPOINT_URL_SECRETS_MANAGER: aws.url,
          };
    const { stdout } = await promisify(execFile)(process.execPath, [runtime], {
      cwd: folder,
      env: {
        PATH: process.env["PATH"],
        MAILJET_SECRETS_CONFIG: configuration(via),
        MAILJET_SECRETS_HOST: mailjet.host,
        NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(),
        ...login,
      },
    });
    expect(JSON.parse(stdout)).toEqual({ batchItemFailures: [] });
    expect(mailjet.messages).toHaveLength(1);
  },
  40_000,
);
