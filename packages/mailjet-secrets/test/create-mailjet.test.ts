import { inspect } from "node:util";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createMailjet, defineConfig, type MailjetSecretsConfig } from "../src/index.ts";
import { KEY, recordingProvider, SECRET } from "./support/pair.ts";
import { refusal } from "./support/refusal.ts";

/** A configuration that reads these variables in place of the process's, and no `.env` file. */
function variables(
  environment: Readonly<Record<string, string>>,
  more: MailjetSecretsConfig = {},
): MailjetSecretsConfig {
  return { ...more, env: { environment, files: false, ...more.env } };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("createMailjet", () => {
  it("finds the pair of the environment without any further word", async () => {
    await using mailjet = createMailjet(variables({ MJ_APIKEY_PUBLIC: KEY, MJ_APIKEY_PRIVATE: SECRET }));
    const credentials = await mailjet.credentials();
    expect([credentials.provider, credentials.apiKey(), credentials.apiSecret()]).toEqual(["env", KEY, SECRET]);
  });

  it("reads nothing before the first use", async () => {
    const provider = recordingProvider();
    await using mailjet = createMailjet({ provider, secret: "prod/mailjet", accounts: { a: "prod/a" } });
    const account = mailjet.account("a");
    expect(provider.asked).toEqual([]);
    await Promise.all([mailjet.credentials(), account.credentials()]);
    expect(provider.asked).toEqual([{ id: "prod/mailjet" }, { id: "prod/a" }]);
  });

  it("looks at the variables of the process when it is used first, not when it is created", async () => {
    await using mailjet = createMailjet(variables({ MJ_APIKEY_PUBLIC: KEY, MJ_APIKEY_PRIVATE: SECRET }));
    vi.stubEnv("MAILJET_SECRETS_TIMEOUT_MS", "10s");
    const message = await refusal(() => mailjet.credentials());
    expect(message).toContain("MAILJET_SECRETS_TIMEOUT_MS: must be a number of milliseconds");
    vi.unstubAllEnvs();
    expect((await mailjet.credentials()).apiKey()).toBe(KEY);
  });

  it("throws at once for mistakes in the object", async () => {
    const config = { timeoutMS: 5, secret: KEY } as MailjetSecretsConfig;
    expect(await refusal(() => createMailjet(config))).toBe(
      "The configuration has 2 mistakes: secret: must be the id of the secret in its store, never a key itself; " +
        "timeoutMS: is not an option (did you mean timeoutMs?).",
    );
  });

  it("is not changed by what happens to the object later", async () => {
    const provider = recordingProvider();
    const config = { provider, secret: { id: "first" } };
    await using mailjet = createMailjet(config);
    config.secret.id = "second";
    await mailjet.credentials();
    expect(provider.asked).toEqual([{ id: "first" }]);
  });

  it("gives a declared account its own variables, and refuses others", async () => {
    const environment = { MARKETING_MJ_APIKEY_PUBLIC: KEY, MARKETING_MJ_APIKEY_PRIVATE: SECRET };
    await using mailjet = createMailjet(variables(environment, { accounts: { marketing: {} } }));
    expect((await mailjet.account("marketing").credentials()).apiKey()).toBe(KEY);
    for (const name of ["sales", "constructor"]) {
      expect(await refusal(() => mailjet.account(name).credentials())).toContain(
        `The account "${name}" is not declared.`,
      );
    }
  });

  it("refuses a provider of a store without the id of a secret", async () => {
    await using mailjet = createMailjet({ vault: {} });
    expect(await refusal(() => mailjet.credentials())).toContain("set vault.secret, secret or MAILJET_SECRETS_SECRET");
  });

  it("shows nothing of its configuration", () => {
    const mailjet = createMailjet({
      vault: { auth: { method: "token", token: SECRET } },
      mailjet: { headers: { Authorization: KEY } },
    });
    const shown = [
      inspect(mailjet, { customInspect: false, showHidden: true, depth: 9 }),
      JSON.stringify(mailjet),
    ].join();
    expect(shown).not.toMatch(/00112233|ffeeddcc/);
  });
});

describe("keys that are missing or wrong", () => {
  it("are named both, with the place, if neither is set", async () => {
    await using mailjet = createMailjet(variables({ HOME: "/root" }));
    const message = await refusal(() => mailjet.credentials(), "NOT_FOUND");
    for (const word of ["MJ_APIKEY_PUBLIC", "MJ_APIKEY_PRIVATE", "process.env"]) expect(message).toContain(word);
  });

  it("are named alone, with the place, if one is set", async () => {
    await using mailjet = createMailjet(variables({ MJ_APIKEY_PUBLIC: KEY }));
    const message = await refusal(() => mailjet.credentials(), "NOT_FOUND");
    expect(message).toMatch(/Missing: MJ_APIKEY_PRIVATE\b.*process\.env/);
    expect(message).not.toContain("Missing: MJ_APIKEY_PUBLIC");
  });

  it("are refused as placeholders before the first mail, by the name of the variable", async () => {
    for (const [key, secret] of [
      ["your-api-key", "your-api-secret"],
      ["x".repeat(32), "y".repeat(32)],
    ] as const) {
      await using mailjet = createMailjet(variables({ MJ_APIKEY_PUBLIC: key, MJ_APIKEY_PRIVATE: secret }));
      const message = await refusal(() => mailjet.getClient(), "INVALID_SECRET");
      expect(message).toMatch(/MJ_APIKEY_PUBLIC.*placeholder.*MJ_APIKEY_PRIVATE.*placeholder/);
      expect(message).not.toContain(key);
    }
  });

  it("are named by their variable if the mapping takes one that the system sets", async () => {
    const fields = { apiKey: "USER", apiSecret: "PASSWORD" };
    const config = variables({ USER: "jane doe", PASSWORD: SECRET }, { env: { secret: { fields } } });
    await using mailjet = createMailjet(config);
    const message = await refusal(() => mailjet.credentials(), "INVALID_SECRET");
    expect(message).toMatch(/USER/);
    expect(message).not.toMatch(/jane|PASSWORD/);
  });

  it("are odd but usable with a warning that names the variable, if only their shape is unusual", async () => {
    const fields = { apiKey: "USER", apiSecret: "PASSWORD" };
    const config = variables({ USER: "jane", PASSWORD: SECRET }, { env: { secret: { fields } } });
    await using mailjet = createMailjet(config);
    const { warnings } = await mailjet.credentials();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("USER");
  });
});

it("defineConfig gives its argument back", () => {
  const config = { provider: "vault", vault: { secret: "kv/mailjet" } } as const;
  expect(defineConfig(config)).toBe(config);
});
