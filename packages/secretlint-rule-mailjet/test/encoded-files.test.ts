import { describe, expect, it } from "vitest";
import { findMailjetKeys, keysOf } from "../src/index.ts";

const KEY = "4f1c9a7be2d05836a1b97c40e8f2d365";
const SECRET = "b07e5d92c4a13f68d9e20b7c516fa843";
const ENV_FILE = `PORT=1\nMJ_APIKEY_PUBLIC=${KEY}\nMJ_APIKEY_PRIVATE=${SECRET}\n`;
const PLAIN = JSON.stringify({ apiKey: KEY, apiSecret: SECRET });

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const secret = (data: string, name = "shop"): string =>
  `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${name}\ndata:\n${data}\n`;
const found = (text: string, path = "x.yaml") =>
  findMailjetKeys(text, { path }).map(({ kind, line, column, length }) => ({ kind, line, column, length }));

describe("a file in a Kubernetes Secret, in base64", () => {
  it("is looked into, and what is found there is at its name", () => {
    expect(found(secret(`  other: eA==\n  .env: ${base64(ENV_FILE)}`))).toEqual([
      { kind: "key-pair", line: 7, column: 3, length: 4 },
    ]);
    const [finding] = findMailjetKeys(secret(`  .env: ${base64(ENV_FILE)}`));
    const [plain] = findMailjetKeys(ENV_FILE);
    if (finding === undefined || plain === undefined) throw new TypeError("Nothing was found.");
    expect(keysOf(finding)).toEqual({ apiKey: KEY, apiSecret: SECRET });
    expect(finding.fingerprint).toBe(plain.fingerprint);
  });

  it.each([
    ["quoted", `  ".env": "${base64(ENV_FILE)}"`],
    ["in a block", `  .env: |-\n    ${base64(ENV_FILE)}`],
    ["in lines", `  .env: |\n    ${base64(ENV_FILE.repeat(3)).replace(/.{64}/g, "$&\r\n    ")}\n  more: eA==`],
    ["on a line of its own", `  .env:\n    ${base64(ENV_FILE)}`],
    ["in a map on one line", `  x: y\n  z: { .env: ${base64(ENV_FILE)} }`],
  ])("is found %s", (_, data) => {
    expect(found(secret(data)).map(({ kind }) => kind)).toContain("key-pair");
  });

  it("is found in JSON, and in JSON inside of a text", () => {
    const json = JSON.stringify({ data: { ".env": base64(ENV_FILE) }, kind: "Secret" });
    expect(found(json)).toEqual([{ kind: "key-pair", line: 1, column: json.indexOf(".env") + 1, length: 4 }]);
    expect(found(JSON.stringify({ applied: json }))).toHaveLength(1);
  });

  it("is Mailjet's by its own words, its name, that of the Secret or that of the manifest", () => {
    expect(found(secret(`  config.json: ${base64(PLAIN)}`))).toEqual([]);
    expect(found(secret(`  mailjet.json: ${base64(PLAIN)}`))).toHaveLength(1);
    expect(found(secret(`  config.json: ${base64(PLAIN)}`, "shop-mailjet"))).toHaveLength(1);
    expect(found(secret(`  config.json: ${base64(PLAIN)}`), "k8s/mailjet-secret.yaml")).toHaveLength(1);
    expect(found(secret(`  config.json: ${base64(PLAIN)}`), "mailjet/secret.yaml")).toHaveLength(1);
  });

  it("may be anything: nothing is found, in time", () => {
    const lines = `  a: ${"A".repeat(60)}\n`;
    for (const rest of [
      "    A\n".repeat(600_000),
      "B".repeat(4_000_000),
      `    ${" ".repeat(4_000_000)}A:`,
      lines.repeat(50_000),
    ]) {
      expect(found(secret(`  .env: |\n    ${"A".repeat(60)}\n${rest}`))).toEqual([]);
    }
  });

  it("is only looked into where the same document is a Secret", () => {
    const data = `data:\n  .env: ${base64(ENV_FILE)}\n`;
    expect(found(`kind: ConfigMap\n${data}`)).toEqual([]);
    expect(found(`kind: SealedSecret\n${data}`)).toEqual([]);
    expect(found(`kind: ConfigMap\n${data}---\nkind: Secret\ndata: {}\n`)).toEqual([]);
    expect(found(`kind: ConfigMap\n---\nkind: Secret\n${data}`).map(({ line }) => line)).toEqual([5]);
  });

  it("is left out where a comment allows it, outside or inside", () => {
    const line = `  .env: ${base64(ENV_FILE)}`;
    expect(found(secret(`${line} # mailjet-secrets:allow`))).toEqual([]);
    expect(found(secret(`  # mailjet-secrets:allow\n${line}`))).toEqual([]);
    expect(found(secret(`  # mailjet-secrets:allow\n  a: ${base64(ENV_FILE)}\n${line}`))).toHaveLength(1);
    const inside = ENV_FILE.replaceAll(/^MJ_.*$/gm, "$& # mailjet-secrets:allow");
    expect(found(secret(`  .env: ${base64(inside)}`))).toEqual([]);
  });

  it("is not looked into again, nor if it is more than Kubernetes takes", () => {
    expect(found(secret(`  .env: ${base64(secret(`  .env: ${base64(ENV_FILE)}`))}`))).toEqual([]);
    const long = `${ENV_FILE}${"#".repeat(1_048_600)}`;
    expect(found(secret(`  .env: ${base64(long)}`))).toEqual([]);
    expect(found(secret(`  .env: ${base64(long.slice(0, 1_048_576))}`))).toHaveLength(1);
  });

  it("is found once where it is nothing but a pair", () => {
    expect(found(secret(`  mailjet: ${base64(`${KEY}:${SECRET}`)}`)).map(({ kind }) => kind)).toEqual(["basic-auth"]);
  });
});
