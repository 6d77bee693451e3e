import { inspect } from "node:util";
import { awsProvider } from "@mailjet-secrets/aws";
import { conjurProvider } from "@mailjet-secrets/conjur";
import { envProvider } from "@mailjet-secrets/env";
import {
  memoryProvider,
  startAwsEmulator,
  startConjurEmulator,
  startVaultEmulator,
  type VaultEmulator,
} from "@mailjet-secrets/testing";
import { vaultProvider } from "@mailjet-secrets/vault";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  chainProvider,
  createMailjetClientFactory,
  SecretsError,
  type SecretsErrorCode,
  type SecretsProvider,
  storeCredentials,
} from "../src/index.ts";

const OLD = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
const NEW = { apiKey: "0123456789abcdef0123456789abcdef", apiSecret: "fedcba9876543210fedcba9876543210" };
const TOKEN = "a1b2c3d4e5f60718293a4b5c6d7e8f90";
const USUAL = { MJ_APIKEY_PUBLIC: NEW.apiKey, MJ_APIKEY_PRIVATE: NEW.apiSecret };

/** What a store of one secret `mail` holds after `NEW` was stored. */
async function stored(values: Record<string, string>, fields?: { apiKey?: string; apiSecret?: string }) {
  const provider = memoryProvider({ mail: values });
  await storeCredentials(provider, fields === undefined ? "mail" : { id: "mail", fields }, NEW);
  return valuesOf(provider);
}

async function valuesOf(provider: SecretsProvider, id = "mail", fields?: string[]): Promise<unknown> {
  const reference = fields === undefined ? { id } : { id, fields };
  return (await provider.read(reference, { signal: new AbortController().signal })).values;
}

async function failure(code: SecretsErrorCode, promise: Promise<unknown>): Promise<SecretsError> {
  const error: unknown = await promise.then(
    () => new TypeError("A failure was expected."),
    (reason: unknown) => reason,
  );
  if (!SecretsError.is(error, code)) throw error;
  const shown = inspect(error, { depth: 9, showHidden: true });
  for (const value of [OLD.apiKey, OLD.apiSecret, NEW.apiKey, NEW.apiSecret, TOKEN]) expect(shown).not.toContain(value);
  return error;
}

/** A provider that tells no versions, and the reads and writes that reach it. */
function withoutVersions(inner: SecretsProvider, calls: string[] = []): SecretsProvider & { readonly calls: string[] } {
  return {
    name: "plain",
    calls,
    async read(secret, options) {
      calls.push("read");
      const { version: _version, ...snapshot } = await inner.read(secret, options);
      return snapshot;
    },
    async write(secret, values, options) {
      calls.push(options.ifVersion === undefined ? "write" : `write if ${options.ifVersion}`);
      await inner.write?.(secret, values, options);
      return {};
    },
  };
}

describe("the layout that is there is kept", () => {
  it.each([
    ["api_key", "secret_key"],
    ["apiKey", "apiSecret"],
    ["public", "private"],
    ["MJ_APIKEY_PUBLIC", "MJ_APIKEY_PRIVATE"],
  ])("of a record with %s and %s, with everything else in it", async (key, secret) => {
    const values = { [key]: OLD.apiKey, [secret]: OLD.apiSecret, database_url: "postgres://db", port: "5432" };
    expect(await stored(values)).toEqual({ ...values, [key]: NEW.apiKey, [secret]: NEW.apiSecret });
  });

  it("of a record in which the pair stands under two names: both get it", async () => {
    const values = { ...OLD, MJ_APIKEY_PUBLIC: OLD.apiKey, MJ_APIKEY_PRIVATE: OLD.apiSecret };
    expect(await stored(values)).toEqual({ ...NEW, ...USUAL });
  });

  it("of one text key:secret", async () => {
    expect(await stored({ value: `${OLD.apiKey}:${OLD.apiSecret}` })).toEqual({
      value: `${NEW.apiKey}:${NEW.apiSecret}`,
    });
  });

  it("of key:secret in the field of the key", async () => {
    expect(await stored({ MAILJET_API_KEY: `${OLD.apiKey}:${OLD.apiSecret}`, note: "x" })).toEqual({
      MAILJET_API_KEY: `${NEW.apiKey}:${NEW.apiSecret}`,
      note: "x",
    });
  });

  it("of JSON in a single field, nested values and numbers included", async () => {
    const inside = { api_key: OLD.apiKey, secret_key: OLD.apiSecret, port: 5432, more: { deep: [1, null] } };
    const { value } = (await stored({ value: JSON.stringify(inside) })) as { value: string };
    expect(JSON.parse(value)).toEqual({ ...inside, api_key: NEW.apiKey, secret_key: NEW.apiSecret });
  });

  it("as the mapping says, which wins over usual names, and with the fields that it does not name", async () => {
    const values = { pub: OLD.apiKey, priv: OLD.apiSecret, apiKey: "of another service", note: "x" };
    expect(await stored(values, { apiKey: "pub", apiSecret: "priv" })).toEqual({
      ...values,
      pub: NEW.apiKey,
      priv: NEW.apiSecret,
    });
    expect(await stored({ other: "x" }, { apiKey: "pub", apiSecret: "priv" })).toEqual({
      other: "x",
      pub: NEW.apiKey,
      priv: NEW.apiSecret,
    });
    expect(await stored({ other: "x", pair: `${OLD.apiKey}:${OLD.apiSecret}` }, { apiKey: "pair" })).toEqual({
      other: "x",
      pair: `${NEW.apiKey}:${NEW.apiSecret}`,
    });
  });

  it("and where there is none the usual names are added, or take the place of a placeholder", async () => {
    expect(await stored({ database_url: "x" })).toEqual({ database_url: "x", ...USUAL });
    expect(await stored({ value: "changeme" })).toEqual(USUAL);
    expect(await stored({ value: "" })).toEqual(USUAL);
    expect(await stored({ value: "not a pair", note: "x" })).toEqual({ value: "not a pair", note: "x", ...USUAL });
    expect(await stored({ api_key: "", secret_key: "" })).toEqual({ api_key: NEW.apiKey, secret_key: NEW.apiSecret });
  });

  it("for a token, beside a pair or as one text", async () => {
    const provider = memoryProvider({ mail: { ...OLD }, sms: { value: "b1b2c3d4e5f60718293a4b5c6d7e8f90" } });
    await storeCredentials(provider, { id: "mail", kind: "sms" }, { apiToken: TOKEN });
    expect(await valuesOf(provider)).toEqual({ ...OLD, MJ_API_TOKEN: TOKEN });
    await storeCredentials(provider, "sms", { apiToken: TOKEN });
    expect(await valuesOf(provider, "sms")).toEqual({ value: TOKEN });
  });
});

describe("nothing is written", () => {
  const refused: readonly (readonly [string, Record<string, string>, RegExp])[] = [
    ["an empty secret key", { ...NEW, apiSecret: " " }, /secret key \(as given\) a value that is empty/],
    ["a placeholder", { ...NEW, apiKey: "your-api-key" }, /looks like a placeholder/],
    ["one half twice", { apiKey: NEW.apiKey, apiSecret: NEW.apiKey }, /same value as API key and secret key/],
    ["a line break inside", { ...NEW, apiSecret: `${NEW.apiSecret}\nx` }, /contains a line break/],
    ["a half that is missing", { apiKey: NEW.apiKey }, /has no secret key/],
  ];
  it.each(refused)("for %s", async (_, values, reason) => {
    const provider = memoryProvider({ mail: OLD });
    const { message } = await failure("INVALID_SECRET", storeCredentials(provider, "mail", values as typeof NEW));
    expect(message).toMatch(reason);
    expect(message).toMatch(/^What is to be stored .* Nothing was written\.$/);
    expect(provider.readCount).toBe(0);
    expect(await valuesOf(provider)).toEqual(OLD);
  });

  it("over a text that is something else, or where different values claim to be the key", async () => {
    const foreign = [
      { value: "postgres://db.example.org/app" },
      { value: '{"apiKey": broken' },
      { apiKey: OLD.apiKey, MJ_APIKEY_PUBLIC: NEW.apiKey, apiSecret: OLD.apiSecret },
    ];
    for (const values of foreign) {
      const provider = memoryProvider({ mail: values as Record<string, string> });
      await failure("INVALID_SECRET", storeCredentials(provider, "mail", NEW));
      expect(await valuesOf(provider)).toEqual(values);
    }
    const provider = memoryProvider({ mail: { value: `${OLD.apiKey}:${OLD.apiSecret}` } });
    const { message } = await failure("INVALID_SECRET", storeCredentials(provider, "mail", { apiToken: TOKEN }));
    expect(message).toContain("holds a key pair");
  });

  it("with a kind, a version or a mapping that does not fit", async () => {
    const provider = memoryProvider({ mail: OLD });
    await failure("INVALID_CONFIG", storeCredentials(provider, { id: "mail", kind: "sms" }, NEW));
    await failure("INVALID_CONFIG", storeCredentials(provider, { id: "mail", requestedVersion: "1" }, NEW));
    await failure("INVALID_CONFIG", storeCredentials(provider, { id: "mail", fields: { apiSecret: "b" } }, NEW));
    await failure("INVALID_CONFIG", storeCredentials(provider, { id: NEW.apiKey }, NEW));
    expect(await valuesOf(provider)).toEqual(OLD);
  });

  it("by env, which says what to do instead, nor by a chain", async () => {
    const chain = chainProvider([{ provider: memoryProvider({ mail: OLD }), secret: "mail" }]);
    await failure("INVALID_CONFIG", storeCredentials(chain, "mail", NEW));
    const { message } = await failure("INVALID_CONFIG", storeCredentials(envProvider(), {}, NEW));
    expect(message).toContain("MJ_APIKEY_PUBLIC=…");
  });

  it("if the store holds these values already", async () => {
    const provider = memoryProvider({ mail: USUAL });
    const { outcome, version, fields } = await storeCredentials(provider, "mail", NEW);
    expect({ outcome, version, fields }).toEqual({ outcome: "unchanged", version: "1", fields: [] });
  });

  it("after the signal has aborted, which is what the promise rejects with", async () => {
    const provider = memoryProvider({ mail: OLD });
    const controller = new AbortController();
    const release = provider.hold();
    const storing = storeCredentials(provider, "mail", NEW, { signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(storing).rejects.toThrow("enough");
    release();
    expect(await valuesOf(provider)).toEqual(OLD);
  });
});

it("values are stored without what editors and shells add, and what came of it is told without them", async () => {
  const provider = memoryProvider({ mail: OLD });
  const result = await storeCredentials(provider, "mail", {
    apiKey: ` ${NEW.apiKey}\r\n`,
    apiSecret: `"${NEW.apiSecret}"`,
  });
  expect(await valuesOf(provider)).toEqual(NEW);
  const factory = createMailjetClientFactory({ provider, secret: "mail" });
  onTestFinished(() => factory.close());
  const { fingerprint } = await factory.credentials();
  expect(result).toEqual({
    outcome: "replaced",
    fingerprint,
    previousFingerprint: expect.stringMatching(/^[0-9a-f]{8}$/),
    version: "2",
    fields: ["apiKey", "apiSecret"],
    warnings: [],
  });
  expect(result.previousFingerprint).not.toBe(fingerprint);
});

describe("somebody else who writes meanwhile", () => {
  it("is not overwritten in a store with versions", async () => {
    const inner = memoryProvider({ mail: OLD });
    const provider: SecretsProvider = {
      ...inner,
      async write(secret, values, options) {
        inner.set("mail", { ...OLD, note: "theirs" });
        return inner.write(secret, values, options);
      },
    };
    await failure("CONFLICT", storeCredentials(provider, "mail", NEW));
    expect(await valuesOf(inner)).toEqual({ ...OLD, note: "theirs" });
  });

  it("is not overwritten in a store without, which is read right before the write and after it", async () => {
    const inner = memoryProvider({ mail: OLD });
    const provider = withoutVersions(inner);
    const { outcome, version } = await storeCredentials(provider, "mail", NEW);
    expect({ outcome, version }).toEqual({ outcome: "replaced", version: undefined });
    expect(provider.calls).toEqual(["read", "read", "write", "read"]);

    let reads = 0;
    const racing = withoutVersions({
      ...inner,
      read: async (secret, options) => {
        reads += 1;
        if (reads === 2) inner.set("mail", { ...NEW, note: "theirs" });
        return inner.read(secret, options);
      },
    });
    const { message } = await failure("CONFLICT", storeCredentials(racing, "mail", OLD));
    expect(message).toContain("nothing was written");
    expect(racing.calls).toEqual(["read", "read"]);
  });

  it("after the write is noticed", async () => {
    const inner = memoryProvider({ mail: OLD });
    const provider = withoutVersions({
      ...inner,
      async write(secret, values, options) {
        await inner.write(secret, values, options);
        return { version: inner.set("mail", { ...NEW, apiSecret: OLD.apiSecret }) };
      },
    });
    const { message } = await failure("CONFLICT", storeCredentials(provider, "mail", NEW));
    expect(message).toContain("holds something else now");
  });
});

describe("a store that fails", () => {
  it("before the write is tried again, and at the write is not", async () => {
    const provider = memoryProvider({ mail: OLD });
    provider.fail("UNAVAILABLE", 1);
    expect((await storeCredentials(provider, "mail", NEW)).outcome).toBe("replaced");
    let writes = 0;
    const failing: SecretsProvider = {
      ...provider,
      async write() {
        writes += 1;
        throw new SecretsError("UNAVAILABLE", "It is down.");
      },
    };
    await failure("UNAVAILABLE", storeCredentials(failing, "mail", OLD));
    expect(writes).toBe(1);
  });

  it("after it has written, without an answer, has done it", async () => {
    const inner = memoryProvider({ mail: OLD });
    const provider: SecretsProvider = {
      ...inner,
      async write(secret, values, options) {
        await inner.write(secret, values, options);
        throw new SecretsError("TIMEOUT", "No answer.");
      },
    };
    const { outcome, version } = await storeCredentials(provider, "mail", NEW);
    expect({ outcome, version }).toEqual({ outcome: "replaced", version: "2" });
  });
});

describe("Vault", () => {
  async function startVault(version: 1 | 2): Promise<{ vault: VaultEmulator; provider: SecretsProvider }> {
    const vault = await startVaultEmulator({ mounts: { secret: version } });
    const provider = vaultProvider({
      address: vault.url,
      mount: "secret",
      auth: { method: "token", token: vault.rootToken },
      environment: {},
    });
    onTestFinished(async () => {
      await provider.close?.();
      await vault.close();
    });
    return { vault, provider };
  }

  it.each([1, 2] as const)("KV v%i: creates a secret, replaces it, and keeps the fields of others", async (version) => {
    const { vault, provider } = await startVault(version);
    expect(await storeCredentials(provider, "mail", OLD)).toMatchObject({ outcome: "created" });
    vault.put("secret/mail", { ...((await valuesOf(provider)) as object), note: "x" });
    const { outcome, version: written } = await storeCredentials(provider, "mail", NEW);
    expect({ outcome, written }).toEqual({ outcome: "replaced", written: version === 2 ? "3" : undefined });
    expect(await valuesOf(provider)).toEqual({ ...USUAL, note: "x" });
  });

  it("KV v2: a secret that somebody creates meanwhile is not overwritten", async () => {
    const { vault, provider } = await startVault(2);
    const racing: SecretsProvider = {
      ...provider,
      async write(secret, values, options) {
        vault.put("secret/mail", { ...OLD });
        return provider.write?.(secret, values, options) ?? {};
      },
    };
    await failure("CONFLICT", storeCredentials(racing, "mail", NEW));
    expect(await valuesOf(provider)).toEqual(OLD);
  });

  it("KV v2: a new version follows one that was deleted", async () => {
    const { vault, provider } = await startVault(2);
    vault.put("secret/mail", { ...OLD });
    vault.deleteVersion("secret/mail");
    expect(await storeCredentials(provider, "mail", NEW)).toMatchObject({ outcome: "created", version: "2" });
    expect(await valuesOf(provider)).toEqual(USUAL);
  });

  it("is not written if fields of others would be changed, since they are no text", async () => {
    const { vault, provider } = await startVault(2);
    vault.put("secret/mail", { ...OLD, port: 587, more: { deep: 1 } } as never);
    const { message } = await failure("INVALID_CONFIG", storeCredentials(provider, "mail", NEW));
    expect(message).toContain("which a write from here would change: port, more.");
    expect(await valuesOf(provider)).toEqual({ ...OLD, port: "587" });
  });

  it("with a mapping: fields of others survive", async () => {
    const { vault, provider } = await startVault(2);
    vault.put("secret/mail", { pub: OLD.apiKey, priv: OLD.apiSecret, note: "x" });
    await storeCredentials(provider, { id: "mail", fields: { apiKey: "pub", apiSecret: "priv" } }, NEW);
    expect(await valuesOf(provider)).toEqual({ pub: NEW.apiKey, priv: NEW.apiSecret, note: "x" });
  });
});

describe("AWS Secrets Manager", () => {
  async function startAws(secrets: Record<string, string>): Promise<SecretsProvider> {
    const aws = await startAwsEmulator({ secrets });
    const provider = awsProvider({ endpoint: aws.url, region: aws.region, credentials: aws.accessKey });
    onTestFinished(async () => {
      await provider.close?.();
      await aws.close();
    });
    return provider;
  }

  it("replaces a record, and keeps one text one text", async () => {
    const provider = await startAws({
      mail: JSON.stringify({ ...OLD, note: "x" }),
      text: `${OLD.apiKey}:${OLD.apiSecret}`,
    });
    expect(await storeCredentials(provider, "mail", NEW)).toMatchObject({ outcome: "replaced" });
    expect(await valuesOf(provider)).toEqual({ ...NEW, note: "x" });
    await storeCredentials(provider, "text", NEW);
    expect(await valuesOf(provider, "text")).toEqual({ value: `${NEW.apiKey}:${NEW.apiSecret}` });
  });

  it("is not written if fields of others would be changed, since they are no text", async () => {
    const shared = JSON.stringify({ ...OLD, port: 587, hosts: ["a"], none: null });
    const provider = await startAws({ mail: shared });
    const { message } = await failure("INVALID_CONFIG", storeCredentials(provider, "mail", NEW));
    expect(message).toContain("which a write from here would change: port, hosts, none.");
    expect(await valuesOf(provider)).toEqual({ ...OLD, port: "587" });
  });

  it("says who creates a secret that is missing", async () => {
    const provider = await startAws({});
    const { message } = await failure("NOT_FOUND", storeCredentials(provider, "mail", NEW));
    expect(message).toContain("aws secretsmanager create-secret");
  });
});

describe("Conjur", () => {
  const LOGIN = "host/mailjet/app";
  const API_KEY = "1abcdefghjkmnpqrstvwxyz0123456789abcdefghjkmnpqrstvw";
  const FIELDS = { apiKey: "api-key", apiSecret: "secret-key" };

  async function startConjur(variables: Record<string, string>) {
    const conjur = await startConjurEmulator({ roles: [{ login: LOGIN, apiKey: API_KEY }], variables });
    const provider = conjurProvider({
      applianceUrl: conjur.url,
      account: conjur.account,
      auth: { method: "apiKey", login: LOGIN, apiKey: API_KEY },
      environment: {},
    });
    onTestFinished(async () => {
      await provider.close?.();
      await conjur.close();
    });
    return { conjur, provider };
  }

  it("replaces the record in one variable, or two variables below a branch", async () => {
    const { conjur, provider } = await startConjur({
      "mailjet/pair": JSON.stringify({ ...OLD, note: "x" }),
      "mailjet/api-key": OLD.apiKey,
      "mailjet/secret-key": OLD.apiSecret,
    });
    expect(await storeCredentials(provider, "mailjet/pair", NEW)).toMatchObject({ outcome: "replaced" });
    expect(await valuesOf(provider, "mailjet/pair")).toEqual({ ...NEW, note: "x" });
    const { fields } = await storeCredentials(provider, { id: "mailjet", fields: FIELDS }, NEW);
    expect(fields).toEqual(["api-key", "secret-key"]);
    expect(conjur.variable("mailjet/api-key")).toBe(NEW.apiKey);
    expect(conjur.variable("mailjet/secret-key")).toBe(NEW.apiSecret);
  });

  it("fills variables that have no value yet, and says who creates those that are missing", async () => {
    const { conjur, provider } = await startConjur({});
    const { message } = await failure("NOT_FOUND", storeCredentials(provider, "mailjet/pair", NEW));
    expect(message).toContain("Create it by a policy");
    for (const name of ["mailjet/pair", "mailjet/api-key", "mailjet/secret-key"]) conjur.setVariable(name);
    expect(await storeCredentials(provider, "mailjet/pair", NEW)).toMatchObject({ outcome: "created" });
    expect(await valuesOf(provider, "mailjet/pair")).toEqual(USUAL);
    expect(await storeCredentials(provider, { id: "mailjet", fields: FIELDS }, NEW)).toMatchObject({
      outcome: "created",
    });
    expect(conjur.variable("mailjet/secret-key")).toBe(NEW.apiSecret);
  });
});

describe("storeCredentials with ifFingerprint", () => {
  it("replaces the credentials that are meant", async () => {
    const provider = memoryProvider({ mail: { MJ_APIKEY_PUBLIC: OLD.apiKey, MJ_APIKEY_PRIVATE: OLD.apiSecret } });
    const { fingerprint } = await createMailjetClientFactory({ provider, secret: "mail" }).credentials();
    const { previousFingerprint } = await storeCredentials(provider, "mail", NEW, { ifFingerprint: fingerprint });
    expect(previousFingerprint).toBe(fingerprint);
    expect(await valuesOf(provider)).toEqual(USUAL);
  });

  it.each([
    ["other credentials", { mail: USUAL }],
    ["nothing", {}],
    ["something that is no pair", { mail: { colour: "blue" } }],
  ])("refuses with CONFLICT, and writes nothing, where there is %s", async (_what, secrets) => {
    const provider = memoryProvider(secrets);
    await failure("CONFLICT", storeCredentials(provider, "mail", OLD, { ifFingerprint: "0badf00d" }));
    const found = await valuesOf(provider).catch(() => undefined);
    expect(found).toEqual((secrets as Record<string, unknown>)["mail"]);
  });
});
