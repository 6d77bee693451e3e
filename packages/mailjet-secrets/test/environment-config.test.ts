import { describe, expect, it } from "vitest";
import { environmentConfig } from "../src/environment-config.ts";
import { KEY } from "./support/pair.ts";

describe("environmentConfig", () => {
  it("reads every variable into its option", () => {
    const environment = {
      MAILJET_SECRETS_PROVIDER: "vault",
      MAILJET_SECRETS_SECRET: "prod/mailjet",
      MAILJET_SECRETS_REFRESH_AFTER_MS: "1",
      MAILJET_SECRETS_EXPIRE_AFTER_MS: "Infinity",
      MAILJET_SECRETS_TIMEOUT_MS: "2",
      MAILJET_SECRETS_ROTATION_GRACE_MS: "0",
      MAILJET_SECRETS_MAX_ACCOUNTS: "3",
      MAILJET_SECRETS_KEEP_FRESH: "true",
      MAILJET_SECRETS_APPLICATION: "billing-api",
      MAILJET_SECRETS_REPORT: "stderr",
      MAILJET_SECRETS_HOST: "api.us.mailjet.com",
      MAILJET_SECRETS_MAILJET_RATE_LIMIT_RETRIES: "0",
      MAILJET_SECRETS_MAILJET_TIMEOUT_MS: "4",
      MAILJET_SECRETS_MAILJET_VERSION: "v3.1",
      MAILJET_SECRETS_MAILJET_ALLOW_INSECURE_PROXY: "true",
      MAILJET_SECRETS_MAILJET_MAX_BODY_LENGTH: "5",
      MAILJET_SECRETS_MAILJET_MAX_CONTENT_LENGTH: "6",
    };
    expect(environmentConfig(environment)).toEqual({
      mistakes: [],
      config: {
        provider: "vault",
        secret: "prod/mailjet",
        refreshAfterMs: 1,
        expireAfterMs: Number.POSITIVE_INFINITY,
        timeoutMs: 2,
        rotationGraceMs: 0,
        maxAccounts: 3,
        keepFresh: true,
        application: "billing-api",
        report: "stderr",
        mailjet: {
          rateLimitRetries: 0,
          host: "api.us.mailjet.com",
          timeoutMs: 4,
          version: "v3.1",
          allowInsecureProxy: true,
          maxBodyLength: 5,
          maxContentLength: 6,
        },
      },
    });
  });

  it("takes an empty variable for one that is not set, and leaves out blanks and line ends", () => {
    const environment = {
      MAILJET_SECRETS_PROVIDER: "aws\r",
      MAILJET_SECRETS_SECRET: "",
      MAILJET_SECRETS_TIMEOUT_MS: " 300 ",
      MAILJET_SECRETS_HOST: " ",
    };
    expect(environmentConfig(environment)).toEqual({ config: { provider: "aws", timeoutMs: 300 }, mistakes: [] });
  });

  it.each(["-1", "NaN", "5m", "1e3", "0x10", "1.5", "infinity", "1_000", "ten"])(
    "refuses the duration %j with the variable's name and the unit",
    (text) => {
      const { mistakes } = environmentConfig({ MAILJET_SECRETS_REFRESH_AFTER_MS: text });
      expect(mistakes).toEqual(["MAILJET_SECRETS_REFRESH_AFTER_MS: must be a number of milliseconds, 0 or more"]);
    },
  );

  it("lists all mistakes by the names of the variables, and quotes no value", () => {
    const { mistakes } = environmentConfig({
      MAILJET_SECRETS_PROVIDER: "conjure",
      MAILJET_SECRETS_SECRET: KEY,
      MAILJET_SECRETS_TIMEOUT_MS: "Infinity",
      MAILJET_SECRETS_HOST: "https://api.mailjet.com/",
      MAILJET_SECRETS_MAILJET_ALLOW_INSECURE_PROXY: "yes",
    });
    expect(mistakes).toEqual([
      "MAILJET_SECRETS_PROVIDER: must be one of env, aws, vault, conjur (did you mean conjur?)",
      "MAILJET_SECRETS_SECRET: must be the id of the secret in its store, never a key itself",
      "MAILJET_SECRETS_TIMEOUT_MS: must be a number of milliseconds, 1 to 2147483647",
      "MAILJET_SECRETS_HOST: must be a host such as api.us.mailjet.com, without https:// and path",
      "MAILJET_SECRETS_MAILJET_ALLOW_INSECURE_PROXY: must be true or false",
    ]);
  });

  it("refuses a misspelled name, and lets pass what is close to none: an account may be called so", () => {
    const { mistakes } = environmentConfig({
      MAILJET_SECRETS_REFRESH_AFTER: "300",
      MAILJET_SECRETS_MJ_APIKEY_PUBLIC: "a key of an account named mailjet-secrets",
      MJ_APIKEY_PUBLIC: "the pair is not configuration",
    });
    expect(mistakes).toEqual([
      "MAILJET_SECRETS_REFRESH_AFTER: is not a variable of ours (did you mean MAILJET_SECRETS_REFRESH_AFTER_MS?)",
    ]);
  });
});

it("names the right variable to who takes mailjet.host for MAILJET_SECRETS_MAILJET_HOST", () => {
  const { mistakes } = environmentConfig({ MAILJET_SECRETS_MAILJET_HOST: "api.us.mailjet.com" });
  expect(mistakes).toEqual([expect.stringContaining("it is MAILJET_SECRETS_HOST")]);
});
