import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { RotateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { createRotationHandler, type RotationOptions } from "@mailjet-secrets/aws/rotation";
import { startAwsEmulator, startMailjetEmulator } from "@mailjet-secrets/testing";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse, type ScalarTag } from "yaml";

const example = join(import.meta.dirname, "..");
const PRIMARY = { apiKey: "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf", apiSecret: "b0b1b2b3b4b5b6b7b8b9babbbcbdbebf" };
const BLUE = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
const GREEN = { apiKey: "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf", apiSecret: "d0d1d2d3d4d5d6d7d8d9dadbdcdddedf" };
const VERSION = "11111111-2222-4333-8444-555555555555";
const STEPS = ["createSecret", "setSecret", "testSecret", "finishSecret"];

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

interface Template {
  readonly Parameters: Readonly<
    Record<string, { readonly Default?: string; readonly AllowedValues?: readonly string[] }>
  >;
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> }>
  >;
}

/** The short forms of CloudFormation, each as the object that it stands for. */
const customTags = ["Ref", "Sub", "GetAtt", "If", "Equals", "Not"].flatMap((name) => {
  const resolve = (value: unknown): unknown => ({
    [name]:
      typeof (value as { toJSON?: unknown }).toJSON === "function" ? (value as { toJSON(): unknown }).toJSON() : value,
  });
  const tag = { tag: `!${name}`, resolve } as unknown as ScalarTag;
  return [tag, { ...tag, collection: "seq" } as unknown as ScalarTag];
});

let template: Template;
let folder: string;
beforeAll(async () => {
  template = parse(await readFile(join(example, "template.yaml"), "utf8"), { customTags }) as Template;
  const cache = join(example, "../../node_modules/.cache"); // where the bundle finds the SDK, as it does in Lambda
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(join(cache, "rotation-"));
});
afterAll(() => rm(folder, { recursive: true }));

function properties(resource: string, type: string): Readonly<Record<string, unknown>> {
  const found = template.Resources[resource];
  expect(found?.Type).toBe(type);
  return found?.Properties ?? {};
}

function statements(): readonly Statement[] {
  const { Policies } = properties("RotationFunction", "AWS::Serverless::Function");
  const [policy] = Policies as readonly { readonly Statement: readonly (Statement | { If: [string, Statement] })[] }[];
  return (policy?.Statement ?? []).map((statement) => ("If" in statement ? statement.If[1] : statement));
}

it("refers to nothing that it does not have", () => {
  const known = [...Object.keys(template.Parameters), ...Object.keys(template.Resources)];
  const text = JSON.stringify(template);
  const names = [...text.matchAll(/"(?:Ref|GetAtt)":"([^"]+)"/g)].map(([, name = ""]) => name.replace(/\.Arn$/, ""));
  expect(names.filter((name) => !name.startsWith("AWS::") && !known.includes(name))).toEqual([]);
  const conditions = [...text.matchAll(/"If":\["(\w+)"/g)].map(([, name]) => name);
  expect([...new Set(conditions)].sort()).toEqual(Object.keys(template.Conditions).sort());
});

it("allows what the function calls on the one secret, and reading the others", () => {
  expect(statements().map(({ Sid, Action, Resource }) => [Sid, Action, Resource])).toEqual([
    [
      "RotatedSecret",
      [
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue",
        "secretsmanager:UpdateSecretVersionStage",
      ],
      { Ref: "SecretArn" },
    ],
    [
      "OtherSecrets",
      "secretsmanager:GetSecretValue",
      { If: ["BlueGreen", [{ Ref: "BlueSecretArn" }, { Ref: "GreenSecretArn" }], [{ Ref: "AdminSecretArn" }]] },
    ],
    ["OwnKey", ["kms:Decrypt", "kms:GenerateDataKey"], { Ref: "KmsKeyArn" }],
  ]);
});

it("lets Secrets Manager of the same account call the function, and switches rotation on after that", () => {
  expect(properties("RotationPermission", "AWS::Lambda::Permission")).toEqual({
    FunctionName: { Ref: "RotationFunction" },
    Action: "lambda:InvokeFunction",
    Principal: "secretsmanager.amazonaws.com",
    SourceAccount: { Ref: "AWS::AccountId" },
    SourceArn: { Ref: "SecretArn" },
  });
  expect(properties("RotationSchedule", "AWS::SecretsManager::RotationSchedule")).toMatchObject({
    SecretId: { Ref: "SecretArn" },
    RotationLambdaARN: { GetAtt: "RotationFunction.Arn" },
    RotateImmediatelyOnUpdate: false,
  });
  expect(template.Resources["RotationSchedule"]).toMatchObject({ DependsOn: "RotationPermission" });
});

it("offers the plans that there are", () => {
  for (const plan of template.Parameters["Plan"]?.AllowedValues ?? []) {
    const secrets = plan === "blue-green" ? { blueSecret: "b", greenSecret: "g" } : { adminSecret: "a" };
    createRotationHandler({ plan, ...secrets } as unknown as RotationOptions);
  }
  expect(template.Parameters["Plan"]?.AllowedValues).toHaveLength(2);
});

/** The environment that the template gives to the function, with values for its parameters. */
function environmentFor(parameters: Readonly<Record<string, string>>): Record<string, string> {
  const { Environment } = properties("RotationFunction", "AWS::Serverless::Function");
  const { Variables } = Environment as { readonly Variables: Readonly<Record<string, { readonly Ref: string }>> };
  const value = (name: string): string => parameters[name] ?? template.Parameters[name]?.Default ?? "";
  return Object.fromEntries(Object.entries(Variables).map(([name, { Ref }]) => [name, value(Ref)]));
}

it.each([
  ["new-sub-account", { AdminSecretArn: "primary", KeyName: "shop", MailFrom: "shop@example.com" }],
  ["blue-green", { BlueSecretArn: "blue", GreenSecretArn: "green" }],
])(
  "makes a bundle that rotates by %s with the environment and the rights that the template gives",
  async (Plan, parameters) => {
    const metadata = template.Resources["RotationFunction"] as unknown as {
      readonly Metadata: { readonly BuildProperties: Readonly<Record<string, unknown>> };
    };
    expect(metadata.Metadata.BuildProperties).toMatchObject({ EntryPoints: ["src/handler.ts"], Format: "cjs" });
    await build({
      entryPoints: [join(example, "src/handler.ts")],
      bundle: true,
      platform: "node",
      format: "cjs",
      target: "node22",
      external: ["@aws-sdk/*"],
      outfile: join(folder, "handler.cjs"),
      logLevel: "error",
    });
    await using aws = await startAwsEmulator({ secrets: { mail: BLUE, primary: PRIMARY, blue: BLUE, green: GREEN } });
    await using mailjet = await startMailjetEmulator({
      keys: [{ ...PRIMARY, isMaster: true }, BLUE, GREEN],
      metaSenders: ["shop@example.com"],
    });
    const client = new SecretsManagerClient({ endpoint: aws.url, region: aws.region, credentials: aws.accessKey });
    const RotationLambdaARN = "arn:aws:lambda:eu-west-1:111111111111:function:rotation";
    await client.send(new RotateSecretCommand({ SecretId: "mail", ClientRequestToken: VERSION, RotationLambdaARN }));
    client.destroy();
    const asked = aws.received.length;
    const runtime = join(folder, "runtime.cjs");
    const events = STEPS.map((Step) => ({ Step, SecretId: aws.arnOf("mail"), ClientRequestToken: VERSION }));
    await writeFile(
      runtime,
      `const { handler } = require("./handler.cjs");
      (async () => { for (const event of ${JSON.stringify(events)}) await handler(event); })();`,
    );
    await promisify(execFile)(process.execPath, [runtime], {
      cwd: folder,
      env: {
        PATH: process.env["PATH"],
        ...environmentFor({ Plan, ...parameters }),
        MAILJET_SECRETS_HOST: mailjet.host,
        NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(),
        AWS_REGION: aws.region,
        AWS_ACCESS_KEY_ID: aws.accessKey.accessKeyId,
        AWS_SECRET_ACCESS_KEY: aws.accessKey.secretAccessKey,
        AWS_ENDPOINT_URL_SECRETS_MANAGER: aws.url,
      },
    });
    expect(aws.stagesOf("mail")["AWSCURRENT"]).toBe(VERSION);
    const [onSecret, onOthers] = statements().map(({ Action }) => [Action].flat());
    const calls = aws.received.slice(asked).map(({ operation, parameters: { SecretId } }) => ({
      action: `secretsmanager:${operation}`,
      isRotated: SecretId === aws.arnOf("mail"),
    }));
    for (const { action, isRotated } of calls) expect(isRotated ? onSecret : onOthers).toContain(action);
    expect(new Set(calls.filter(({ isRotated }) => isRotated).map(({ action }) => action))).toEqual(new Set(onSecret));
  },
  40_000,
);
