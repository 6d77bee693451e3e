import { describe, expect, it } from "vitest";
import { checkConfig } from "../src/check-config.ts";
import { createMailjet } from "../src/create-mailjet.ts";
import { KEY, recordingProvider, SECRET } from "./support/pair.ts";
import { refusal } from "./support/refusal.ts";

const check = (config: unknown): Promise<string> => refusal(() => checkConfig(config));

describe("checkConfig", () => {
  it("accepts a configuration that uses everything", () => {
    const config = {
      provider: "vault",
      secret: { id: "prod/mailjet", fields: { apiKey: "pub", apiSecret: "priv" }, requestedVersion: "3", kind: "mail" },
      accounts: { marketing: "prod/marketing", alerts: { kind: "sms" } },
      refreshAfterMs: 1,
      expireAfterMs: Number.POSITIVE_INFINITY,
      timeoutMs: 2,
      rotationGraceMs: 0,
      maxAccounts: 3,
      keepFresh: true,
      application: "billing-api",
      report: "/var/log/mailjet-pairs.jsonl",
      mailjet: {
        timeoutMs: 4,
        host: "api.us.mailjet.com",
        version: "v3.1",
        output: "text",
        rateLimitRetries: 0,
        proxy: { protocol: "https", host: "proxy", port: 3128, auth: { username: "me", password: "x" } },
        allowInsecureProxy: true,
        headers: { "X-Team": "shop" },
        maxBodyLength: 5,
        maxContentLength: 6,
      },
      env: { prefix: "SHOP", files: [".env", ".env.local"], secretsDirectory: "/run/secrets", secret: "" },
      aws: { secret: "aws/mailjet", region: "eu-west-1" },
      vault: { address: "https://vault:8200", accounts: { marketing: "kv/marketing" } },
      conjur: { account: "main" },
    };
    expect(checkConfig(config)).toEqual(config);
  });

  it("takes over what only code can give as it is: a provider, a function, an object of an SDK, the variables", () => {
    const provider = recordingProvider();
    const accounts = (): undefined => undefined;
    const [client, environment] = [new Map(), {}];
    const report = (): void => {};
    const checked = checkConfig({ provider, accounts, report, aws: { client }, env: { environment } });
    expect(checked.provider).toBe(provider);
    expect(checked.accounts).toBe(accounts);
    expect(checked.report).toBe(report);
    expect(checked.aws?.["client"]).toBe(client);
    expect(checked.env?.environment).toBe(environment);
  });

  it("takes undefined for absent", () => {
    expect(() => checkConfig({ secret: undefined, mailjet: { host: undefined } })).not.toThrow();
  });

  it("lists all mistakes with their paths in one message", async () => {
    const config = {
      provider: "valt",
      secret: { feilds: {}, fields: { apikey: "pub" } },
      accounts: { marketing: { kind: "fax" } },
      timeoutMs: "5m",
      mailjet: { version: 3, proxy: { host: "proxy" } },
      aws: true,
      vault: { secret: "" },
    };
    expect(await check(config)).toBe(
      "The configuration has 9 mistakes: " +
        "provider: must be one of env, aws, vault, conjur (did you mean vault?); " +
        "secret.fields.apikey: is not an option (did you mean apiKey?); " +
        "secret.feilds: is not an option (did you mean fields?); " +
        'accounts.marketing.kind: must be "mail" or "sms"; ' +
        "timeoutMs: must be a number of milliseconds, 1 to 2147483647; " +
        'mailjet.version: must be a version such as "v3.1"; ' +
        "mailjet.proxy.port: is missing; " +
        "aws: must be an object; " +
        "vault.secret: must be text that is not empty.",
    );
  });

  it.each([
    [{ refreshAfterms: 1 }, "refreshAfterms: is not an option (did you mean refreshAfterMs?)"],
    [{ mailjet: { hots: "x" } }, "mailjet.hots: is not an option (did you mean host?)"],
    [{ env: { prefiks: "A" } }, "env.prefiks: is not an option (did you mean prefix?)"],
    [
      { secret: { id: "a", fields: { apiKey: "00112233445566778899aabbccddeeff" } } },
      "secret.fields.apiKey: must be the name of a field, never a key itself",
    ],
    [{ vault: { adress: "x" } }, "vault.adress: is not an option (did you mean address?)"],
    [{ vault: { auth: { method: "token", tokn: "x" } } }, "vault.auth.tokn: is not an option (did you mean token?)"],
    [{ vault: { address: 5 } }, "vault.address: must be text"],
    [{ conjur: { timeoutMs: 1e12 } }, "conjur.timeoutMs: must be a number of milliseconds"],
    [{ aws: { regoin: "x" } }, "aws.regoin: is not an option (did you mean region?)"],
    [{ secret: { id: "a", version: "1" } }, "secret.version: is not an option (there are id, fields, "],
    [{ env: { files: [1] } }, "env.files[0]: must be text that is not empty"],
    [{ "a b": 1 }, '["a b"]: is not an option'],
    [{ toString: 1 }, "toString: is not an option"],
  ])("names the option %j with its path", async (config, text) => {
    expect(await check(config)).toContain(text);
  });

  it.each(["toString", "constructor", "__proto__", "", "AWS Secrets Manager"])(
    "knows no provider %j",
    async (provider) => {
      expect(await check({ provider })).toBe(
        "The configuration has a mistake: provider: must be one of env, aws, vault, conjur.",
      );
    },
  );

  it("says what a provider in code must have", async () => {
    expect(await check({ provider: { name: "mine" } })).toContain("an object with a name and a read method");
  });

  it("says where keys belong that are given as node-mailjet takes them", async () => {
    const message = await refusal(() => checkConfig(KEY));
    expect(message).toContain("must be an object, and no key: set MJ_APIKEY_PUBLIC and MJ_APIKEY_PRIVATE");
    expect(message).not.toContain(KEY);
  });

  it.each([
    [{ config: {} }, "config: is not an option (that of node-mailjet is mailjet here)"],
    [{ options: {} }, "options: is not an option (that of node-mailjet is mailjet here)"],
    [{ host: "api.us.mailjet.com" }, "host: is not an option (did you mean mailjet.host?)"],
    [{ rateLimitRetries: 0 }, "rateLimitRetries: is not an option (did you mean mailjet.rateLimitRetries?)"],
  ])("says where the options of node-mailjet are: %j", async (config, text) => {
    expect(await check(config)).toBe(`The configuration has a mistake: ${text}.`);
  });

  it.each([null, 5])("refuses %j in place of an object", async (config) => {
    expect(await check(config)).toBe("The configuration has a mistake: must be an object.");
  });

  it("refuses keys in place of options, ids and names, without quoting them", async () => {
    const pair = `${KEY}:${SECRET}`;
    const config = {
      apiKey: KEY,
      apiSecret: SECRET,
      provider: KEY,
      secret: SECRET,
      accounts: { a: pair, b: { id: KEY }, c: [KEY], [KEY]: 5 },
      timeoutMs: KEY,
      mailjet: { host: `https://${pair}@x`, version: KEY, headers: { a: [KEY] }, [SECRET]: KEY },
      env: { prefix: pair, files: { KEY }, secretsDirectory: [KEY] },
      [KEY]: SECRET,
    };
    const message = await check(config);
    expect(message).toContain("has 17 mistakes");
    expect(message).toContain("apiKey: is not an option: a provider reads the keys from its store");
    expect(message).toContain("secret: must be the id of the secret in its store, never a key itself");
    expect(message).toContain("accounts.[redacted]: must be");
  });
});

describe("durations and counts", () => {
  const durations = ["refreshAfterMs", "expireAfterMs", "rotationGraceMs"];
  const finite = ["timeoutMs"];

  it.each(
    [...durations, ...finite].flatMap((name) =>
      [-1, Number.NaN, "300", "5m", null, true].map((value) => [name, value]),
    ),
  )("refuses %s: %j with the unit", async (name, value) => {
    expect(await check({ [String(name)]: value })).toContain(`${name}: must be a number of milliseconds`);
  });

  it.each([
    ...durations.flatMap((name) => [0, 1.5].map((value) => [name, value])),
    ["refreshAfterMs", Number.POSITIVE_INFINITY],
    ["expireAfterMs", Number.POSITIVE_INFINITY],
  ])("accepts %s: %d", (name, value) => {
    expect(checkConfig({ [String(name)]: value })).toEqual({ [String(name)]: value });
  });

  it("F12 refuses a refresh that is later than the expiry, when both are known and when the defaults are", async () => {
    const message = await check({ refreshAfterMs: 2_000, expireAfterMs: 1_000 });
    expect(message).toContain("refreshAfterMs: must not be more milliseconds than expireAfterMs");
    const factory = createMailjet({ provider: recordingProvider(), refreshAfterMs: 3_600_001 });
    await expect(factory.credentials()).rejects.toMatchObject({
      code: "INVALID_CONFIG",
      message: expect.stringContaining("refreshAfterMs must not be later than expireAfterMs"),
    });
  });

  it.each([0, Number.POSITIVE_INFINITY, 2 ** 31])(
    "refuses a time-out of %d, which no timer can keep",
    async (value) => {
      const text = "must be a number of milliseconds, 1 to 2147483647";
      const message = await check({ timeoutMs: value, mailjet: { timeoutMs: value } });
      expect(message).toContain(`: timeoutMs: ${text}; mailjet.timeoutMs: ${text}.`);
    },
  );

  it.each([-1, 2 ** 31, Number.POSITIVE_INFINITY])(
    "refuses %d as a grace, since no request should wait for ever",
    async (value) => {
      const text = "rotationGraceMs: must be a number of milliseconds, 0 to 2147483647";
      expect(await check({ rotationGraceMs: value })).toContain(text);
    },
  );

  it.each([-1, 6, 1.5, "1"])("refuses %j as a number of retries", async (value) => {
    const message = await check({ mailjet: { rateLimitRetries: value } });
    expect(message).toContain("mailjet.rateLimitRetries: must be a whole number from 0 to 5");
  });

  it("takes the forms of an answer that node-mailjet knows, and no other", async () => {
    for (const output of ["json", "text", "arraybuffer"] as const)
      expect(() => checkConfig({ mailjet: { output } })).not.toThrow();
    const message = await check({ mailjet: { output: "xml" } });
    expect(message).toContain("mailjet.output: must be one of json, text, arraybuffer, ");
  });

  it.each([0, -1, 1.5, Number.NaN, "3"])("refuses %j as a number of accounts", async (value) => {
    expect(await check({ maxAccounts: value })).toContain("maxAccounts: must be a whole number greater than 0");
  });
});
