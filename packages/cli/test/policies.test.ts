import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readingPolicy } from "../src/init/policies.ts";

/** The first block of text in a README's section on permissions. */
function documented(name: string): string | undefined {
  const readme = readFileSync(join(import.meta.dirname, `../../${name}/README.md`), "utf8");
  return /^## Permissions\n.*?^```text\n(.*?)^```$/ms.exec(readme)?.[1];
}

describe("policies for reading", () => {
  it("are those of the adapters' documentation", () => {
    const aws = { region: "eu-west-1", awsAccount: "111111111111", kmsKey: "KEY-ID" };
    expect(readingPolicy({ provider: "aws", secret: "prod/mailjet", ...aws })?.text).toBe(documented("aws"));
    expect(readingPolicy({ provider: "vault", secret: "prod/mailjet" })?.text).toBe(documented("vault"));
    expect(readingPolicy({ provider: "conjur", secret: "mailjet/credentials" })?.text).toBe(documented("conjur"));
    expect(readingPolicy({ provider: "env" })).toBeUndefined();
  });

  it("of AWS take region, account and the whole name from an ARN, and leave out a key of one's own", () => {
    const arn = "arn:aws-cn:secretsmanager:cn-north-1:222222222222:secret:prod/mailjet-AbCdEf";
    const policy = readingPolicy({ provider: "aws", secret: arn, region: "eu-west-1" });
    expect(JSON.parse(policy?.text ?? "")).toEqual({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: arn }],
    });
    expect(policy?.toFillIn).toBeUndefined();
  });

  it("of AWS name what has to be filled in", () => {
    expect(readingPolicy({ provider: "aws", secret: "prod/mailjet" })?.toFillIn).toBe("REGION and ACCOUNT-ID");
  });

  it("of Vault have no data/ for version 1 of the engine, and no doubled slash", () => {
    const text = (kvVersion: string) =>
      readingPolicy({ provider: "vault", secret: "/prod/mailjet", mount: "kv/", kvVersion })?.text;
    expect(text("1")).toContain('path "kv/prod/mailjet" {');
    expect(text("2")).toContain('path "kv/data/prod/mailjet" {');
  });

  it("of Conjur quote what YAML would read otherwise, and take an id in full", () => {
    const text = (secret: string) => readingPolicy({ provider: "conjur", secret })?.text;
    expect(text("dev:variable:mailjet/my pair: 1")).toContain('resource: !variable "my pair: 1"');
    expect(text("credentials")).toMatch(/^- !variable credentials\n- !host app\n/);
  });
});
