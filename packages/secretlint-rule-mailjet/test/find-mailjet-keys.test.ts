import { describe, expect, it } from "vitest";
import { findMailjetKeys, keysOf } from "../src/index.ts";

const PUBLIC = "3f9c1d7be2a84605b1c7d9e0f2a4b6c8";
const PRIVATE = "c45e90ab7d1f4e268a3b5c7d9e1f2a40";
const kinds = (text: string, path?: string): string[] =>
  findMailjetKeys(text, path === undefined ? {} : { path }).map(({ kind }) => kind);
const base64 = (text: string): string => Buffer.from(text).toString("base64");

describe("finds", () => {
  it.each([
    ["a .env file", `MJ_APIKEY_PUBLIC=${PUBLIC}\nMJ_APIKEY_PRIVATE=${PRIVATE}\n`, ["key-pair"]],
    ["a call of apiConnect", `const m = Mailjet.apiConnect("${PUBLIC}", "${PRIVATE}");`, ["key-pair"]],
    ["one half alone", `MJ_APIKEY_PRIVATE=${PRIVATE}`, ["api-secret"]],
    ["a URL", `url: smtp://${PUBLIC}:${PRIVATE}@in-v3.mailjet.com:587`, ["smtp-url"]],
    ["G01 a header", `"Authorization: Basic ${base64(`${PUBLIC}:${PRIVATE}`)}"`, ["basic-auth"]],
    [
      "a Kubernetes Secret",
      `kind: Secret\ndata:\n  MJ_APIKEY_PUBLIC: ${base64(PUBLIC)}\n  MJ_APIKEY_PRIVATE: ${base64(PRIVATE)}\n`,
      ["key-pair"],
    ],
    ["an SMS token", `MJ_API_TOKEN=${PUBLIC}`, ["sms-token"]],
  ])("%s", (_, text, expected) => {
    expect(kinds(text)).toEqual(expected);
    expect(keysOf(findMailjetKeys(text)[0] as never)).toBeDefined();
  });
});
