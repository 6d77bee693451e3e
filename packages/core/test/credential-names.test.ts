import { describe, expect, it } from "vitest";
import { secretReference } from "../src/account-secret.ts";
import { CREDENTIAL_NAMES, type CredentialRole, comparableName, environmentNames } from "../src/credential-names.ts";

const ROLES = Object.keys(CREDENTIAL_NAMES) as CredentialRole[];

describe("the usual names", () => {
  it("stand for one part each", () => {
    const owner = new Map<string, CredentialRole>();
    for (const role of ROLES) {
      for (const name of CREDENTIAL_NAMES[role].map(comparableName)) {
        expect(owner.get(name) ?? role, name).toBe(role);
        owner.set(name, role);
      }
    }
  });

  it("hold those of Mailjet's samples first and the layouts that are documented", () => {
    expect(ROLES.map((role) => CREDENTIAL_NAMES[role][0])).toEqual([
      "MJ_APIKEY_PUBLIC",
      "MJ_APIKEY_PRIVATE",
      "MJ_API_TOKEN",
      "MJ_API_HOST",
    ]);
    expect(CREDENTIAL_NAMES.apiKey).toEqual(expect.arrayContaining(["MAILJET_API_KEY", "api_key", "public"]));
    expect(CREDENTIAL_NAMES.apiSecret).toEqual(
      expect.arrayContaining(["MAILJET_API_SECRET", "MAILJET_SECRET_KEY", "secret_key", "api_secret", "private"]),
    );
  });
});

describe("environmentNames", () => {
  it("A22 (names that the system sets) looks up only names in upper case that speak of Mailjet", () => {
    for (const role of ROLES) {
      expect(environmentNames(role).length).toBeGreaterThan(0);
      for (const name of environmentNames(role)) expect(name).toMatch(/^(MJ|MAILJET)_[A-Z_]+$/);
    }
    expect(environmentNames("apiKey")[0]).toBe("MJ_APIKEY_PUBLIC");
  });
});

describe("comparableName", () => {
  it("does not regard case, blanks, dots, dashes and underscores", () => {
    for (const name of ["api_key", "API-KEY", "apiKey", " api key\t", "\uFEFFapi.key"]) {
      expect(comparableName(name)).toBe("apikey");
    }
  });

  it("keeps every other character", () => {
    expect(comparableName("schlüssel_key")).toBe("schlüsselkey");
    expect(comparableName("key!")).toBe("key!");
  });
});

describe("secretReference", () => {
  it.each([
    ["id", { id: "00112233445566778899aabbccddeeff" }],
    ["id as a pair", { id: "00112233445566778899aabbccddeeff:ffeeddccbbaa99887766554433221100" }],
    ["id, a token", { id: "hvs.CAESIJlU02LQZq" }],
    ["id, a JSON Web Token", { id: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln" }],
    ["field", { id: "x", fields: { apiKey: "00112233445566778899AABBCCDDEEFF" } }],
  ])("refuses a key in place of the %s without quoting it", (_, secret) => {
    expect(() => secretReference(secret)).toThrow(/^A key or token stands where/);
  });

  it("asks for everything in the record without a mapping", () => {
    expect(secretReference({ id: "prod/mailjet" })).toEqual({ id: "prod/mailjet" });
    expect(secretReference({})).toEqual({ id: "" });
    expect(secretReference({ id: "x", fields: {} })).toEqual({ id: "x" });
  });

  it("asks for the mapped names, each once, and for the version", () => {
    expect(
      secretReference({ id: "x", fields: { apiKey: "a", apiSecret: "a", host: "h" }, requestedVersion: "3" }),
    ).toEqual({ id: "x", fields: ["a", "h"], requestedVersion: "3" });
  });

  it("does not ask for the fields of the other kind", () => {
    const fields = { apiKey: "a", apiSecret: "b", apiToken: "t" };
    expect(secretReference({ id: "x", fields }).fields).toEqual(["a", "b"]);
    expect(secretReference({ id: "x", fields, kind: "sms" }).fields).toEqual(["t"]);
  });
});
