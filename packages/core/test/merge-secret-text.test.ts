import { expect, it } from "vitest";
import { type AccountSecret, mergeSecretText, readCredentials, SecretsError } from "../src/index.ts";

const OLD = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
const NEW = { apiKey: "0123456789abcdef0123456789abcdef", apiSecret: "fedcba9876543210fedcba9876543210" };
const credentials = readCredentials({ values: NEW }, {}, "test");

function merged(text: string, secret: AccountSecret = {}): unknown {
  const found = mergeSecretText(text, secret, credentials);
  try {
    return JSON.parse(found) as unknown;
  } catch {
    return found;
  }
}

it("keeps names, order and every other field, also those that are no text", () => {
  const text = JSON.stringify({ note: "ours", public: OLD.apiKey, private: OLD.apiSecret, port: 587, tags: ["a"] });
  const expected = { note: "ours", public: NEW.apiKey, private: NEW.apiSecret, port: 587, tags: ["a"] };
  expect(mergeSecretText(text, {}, credentials)).toBe(JSON.stringify(expected));
});

it("replaces the fields of a mapping, and no other", () => {
  const fields = { apiKey: "k", apiSecret: "s" };
  const text = JSON.stringify({ k: OLD.apiKey, s: OLD.apiSecret, apiKey: "other", count: 1 });
  expect(merged(text, { fields })).toEqual({ k: NEW.apiKey, s: NEW.apiSecret, apiKey: "other", count: 1 });
});

it("keeps a secret that is one text", () => {
  expect(merged(`${OLD.apiKey}:${OLD.apiSecret}`)).toBe(`${NEW.apiKey}:${NEW.apiSecret}`);
});

it("makes a record of a placeholder", () => {
  expect(merged("changeme")).toEqual({ MJ_APIKEY_PUBLIC: NEW.apiKey, MJ_APIKEY_PRIVATE: NEW.apiSecret });
});

it("refuses a text that is somebody else's", () => {
  expect(() => merged("postgres://localhost/shop")).toThrow(SecretsError);
});
