import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { awsProvider } from "@mailjet-secrets/aws";
import {
  type AwsEmulator,
  type ConjurEmulator,
  type MailjetEmulator,
  startAwsEmulator,
  startConjurEmulator,
  startMailjetEmulator,
  startVaultEmulator,
} from "@mailjet-secrets/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { canaryForms, findCanary } from "../../../test/support/canary.ts";
import { EXIT } from "../src/exit-codes.ts";
import { runStore } from "./support/run-store.ts";

const OLD = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
const NEW = { apiKey: "0123456789abcdef0123456789abcdef", apiSecret: "fedcba9876543210fedcba9876543210" };
const TWO_LINES = `${NEW.apiKey}\n${NEW.apiSecret}\n`;
const USUAL = { MJ_APIKEY_PUBLIC: NEW.apiKey, MJ_APIKEY_PRIVATE: NEW.apiSecret };
const LOGIN = "host/mailjet/app";
const API_KEY = "1abcdefghjkmnpqrstvwxyz0123456789abcdefghjkmnpqrstvw";
const FINGERPRINT = "[0-9a-f]{8}";

let directory: string;
let mailjet: MailjetEmulator;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "mailjet-secrets-store-"));
  mailjet = await startMailjetEmulator({ keys: [OLD, NEW] });
});
afterEach(async () => {
  await mailjet.close();
  await rm(directory, { recursive: true });
});

type Variables = Readonly<Record<string, string>>;

/** Runs `store`, and makes sure that nothing of a pair or a login is in what it says. */
async function store(words: readonly string[], variables: Variables, input: string = TWO_LINES) {
  const environment = {
    MAILJET_SECRETS_HOST: mailjet.host,
    NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(),
    ...variables,
  };
  const ended = await runStore(words, input, { directory, environment });
  const { VAULT_TOKEN: token = API_KEY, AWS_SECRET_ACCESS_KEY: key = API_KEY } = variables;
  for (const { apiKey, apiSecret } of [OLD, NEW]) {
    const forms = canaryForms(apiKey, apiSecret, token, key, API_KEY);
    expect(findCanary(ended.stdout + ended.stderr, forms)).toBeUndefined();
  }
  return ended;
}

describe("store to AWS Secrets Manager", () => {
  const ID = "prod/mailjet";
  let aws: AwsEmulator;
  let login: Variables;

  beforeEach(async () => {
    aws = await startAwsEmulator({ secrets: { [ID]: { ...OLD, note: "x", url: "postgres://db" } } });
    login = {
      AWS_ENDPOINT_URL_SECRETS_MANAGER: aws.url,
      AWS_REGION: aws.region,
      AWS_ACCESS_KEY_ID: aws.accessKey.accessKeyId,
      AWS_SECRET_ACCESS_KEY: aws.accessKey.secretAccessKey,
      AWS_EC2_METADATA_DISABLED: "true",
      MAILJET_SECRETS_PROVIDER: "aws",
      MAILJET_SECRETS_SECRET: ID,
    };
  });
  afterEach(() => aws.close());

  /** What the service holds, read by a login of the test's own. */
  async function stored(id: string = ID): Promise<unknown> {
    const provider = awsProvider({ endpoint: aws.url, region: aws.region, credentials: aws.accessKey });
    const { values } = await provider.read({ id }, { signal: new AbortController().signal });
    await provider.close?.();
    return values;
  }

  it("replaces the pair as a new version, keeps the other fields, and is done the second time", async () => {
    const before = aws.stagesOf(ID)["AWSCURRENT"];
    const { code, stdout } = await store([], login);
    expect(code).toBe(EXIT.ok);
    expect(await stored()).toEqual({ ...NEW, note: "x", url: "postgres://db" });
    const { AWSCURRENT: version, AWSPREVIOUS: previous, AWSPENDING: pending } = aws.stagesOf(ID);
    expect([previous, pending]).toEqual([before, undefined]);
    const place = `aws, secret "${ID}", version ${version}`;
    expect(stdout).toMatch(new RegExp(`^Stored: ${FINGERPRINT} in ${place}, in place of ${FINGERPRINT}\\.\n$`));
    expect((await store([], login)).stdout).toMatch(/^Unchanged: it holds this already: /);
    expect(aws.stagesOf(ID)["AWSCURRENT"]).toBe(version);
  });

  it("keeps a secret that is one text one text", async () => {
    aws.putSecret("text", `${OLD.apiKey}:${OLD.apiSecret}`);
    expect((await store(["--to-secret", "text"], login)).code).toBe(EXIT.ok);
    expect(await stored("text")).toEqual({ value: `${NEW.apiKey}:${NEW.apiSecret}` });
  });

  it("migrates a pair from the environment, with its API host", async () => {
    const variables = { ...login, ...USUAL, MJ_API_HOST: "localhost", MAILJET_SECRETS_PROVIDER: "" };
    const { code, stdout } = await store(["--from", "env", "--to", "aws"], variables, "");
    expect([code, stdout]).toEqual([EXIT.ok, expect.stringContaining(`in aws, secret "${ID}"`)]);
    expect(await stored()).toEqual({ ...NEW, note: "x", url: "postgres://db", MJ_API_HOST: "localhost" });
    expect(mailjet.received.map(({ path }) => path)).toEqual(["/v3/REST/sender"]);
  });

  it("does not write over somebody who has written meanwhile", async () => {
    // The first answer holds the old version, and is under way when the new one is written.
    const reading = aws.hold("GetSecretValue");
    const storing = store([], login);
    await reading.arrived(1);
    const theirs = aws.putSecret(ID, { ...OLD, note: "theirs" });
    reading.release();
    const { code, stdout, stderr } = await storing;
    expect([code, stdout, stderr]).toEqual([EXIT.conflict, "", expect.stringContaining("CONFLICT")]);
    expect([aws.stagesOf(ID)["AWSCURRENT"], aws.stagesOf(ID)["AWSPENDING"]]).toEqual([theirs, undefined]);
    expect(await stored()).toEqual({ ...OLD, note: "theirs" });
  });

  it("tells a write that is denied, a secret that is missing, a login that is refused, and fields that are no text", async () => {
    aws.deny("PutSecretValue");
    const denied = await store([], login);
    expect([denied.code, denied.stdout]).toEqual([EXIT.denied, ""]);
    expect(denied.stderr).toContain("secretsmanager:PutSecretValue");
    aws.allow();
    const missing = await store(["--secret", "prod/absent"], login);
    expect([missing.code, missing.stderr]).toEqual([EXIT.missing, expect.stringContaining("create-secret")]);
    const wrong = await store([], { ...login, AWS_SECRET_ACCESS_KEY: "wrong/secret+access+key/0123456789abcdef" });
    expect(wrong.code).toBe(EXIT.denied);
    aws.putSecret("numbers", { ...OLD, port: 587 });
    const refused = await store(["--secret", "numbers"], login);
    expect([refused.code, refused.stderr]).toEqual([EXIT.configuration, expect.stringContaining("port")]);
    expect(await stored()).toMatchObject(OLD);
  });
});

describe("store to Conjur", () => {
  const ID = "mailjet/pair";
  let conjur: ConjurEmulator;
  let login: Variables;

  beforeEach(async () => {
    conjur = await startConjurEmulator({
      roles: [{ login: LOGIN, apiKey: API_KEY }],
      variables: {
        [ID]: JSON.stringify({ ...OLD, note: "x" }),
        "mailjet/api-key": OLD.apiKey,
        "mailjet/secret-key": OLD.apiSecret,
      },
    });
    login = {
      CONJUR_APPLIANCE_URL: conjur.url,
      CONJUR_ACCOUNT: conjur.account,
      CONJUR_AUTHN_LOGIN: LOGIN,
      CONJUR_AUTHN_API_KEY: API_KEY,
      MAILJET_SECRETS_PROVIDER: "conjur",
      MAILJET_SECRETS_SECRET: ID,
    };
  });
  afterEach(() => conjur.close());

  const record = (id: string = ID): unknown => JSON.parse(conjur.variable(id) ?? "null");
  const twoVariables = () => [conjur.variable("mailjet/api-key"), conjur.variable("mailjet/secret-key")];

  async function configureFields(): Promise<Variables> {
    const secret = { id: "mailjet", fields: { apiKey: "api-key", apiSecret: "secret-key" } };
    await writeFile(join(directory, "mailjet-secrets.config.json"), JSON.stringify({ provider: "conjur", secret }));
    const { MAILJET_SECRETS_PROVIDER: _provider, MAILJET_SECRETS_SECRET: _secret, ...others } = login;
    return others;
  }

  it("replaces the pair in one variable, keeps the other fields, and is done the second time", async () => {
    const { code, stdout } = await store([], login);
    expect(code).toBe(EXIT.ok);
    expect(stdout).toMatch(/^Stored: [0-9a-f]{8} in conjur, secret "mailjet\/pair", in place of [0-9a-f]{8}\.\n$/);
    expect(record()).toEqual({ ...NEW, note: "x" });
    expect((await store([], login)).stdout).toMatch(/^Unchanged: it holds this already: /);
    expect(conjur.received.filter(({ method, path }) => method === "POST" && path.includes("/variable/"))).toHaveLength(
      1,
    );
  });

  it("replaces two variables below a branch, and leaves the third alone", async () => {
    const { code, stdout } = await store(["--json"], await configureFields());
    expect([code, JSON.parse(stdout)]).toEqual([
      EXIT.ok,
      expect.objectContaining({ outcome: "replaced", secret: "mailjet", fields: ["api-key", "secret-key"] }),
    ]);
    expect(twoVariables()).toEqual([NEW.apiKey, NEW.apiSecret]);
    expect(record()).toEqual({ ...OLD, note: "x" });
  });

  it("migrates a pair from Vault, and fills a variable that had no value", async () => {
    await using vault = await startVaultEmulator();
    vault.put("secret/team/mailjet", { api_key: NEW.apiKey, secret_key: NEW.apiSecret, host: "localhost" });
    conjur.setVariable("mailjet/new");
    const variables = { ...login, VAULT_ADDR: vault.url, VAULT_TOKEN: vault.rootToken };
    const words = ["--from", "vault", "--from-secret", "team/mailjet", "--to", "conjur", "--to-secret", "mailjet/new"];
    const { code, stdout } = await store(words, variables, "");
    expect([code, stdout]).toEqual([
      EXIT.ok,
      expect.stringMatching(/^Created: [0-9a-f]{8} in conjur, secret "mailjet\/new"\.\n$/),
    ]);
    expect(record("mailjet/new")).toEqual({ ...USUAL, MJ_API_HOST: "localhost" });
  });

  it("does not write over somebody who has written meanwhile", async () => {
    const reading = conjur.hold(`/secrets/${conjur.account}/variable/`);
    const storing = store([], login);
    await reading.arrived(1);
    conjur.setVariable(ID, JSON.stringify({ ...OLD, note: "theirs" }));
    reading.release();
    const { code, stdout, stderr } = await storing;
    expect([code, stdout]).toEqual([EXIT.conflict, ""]);
    expect(stderr).toContain("Somebody else wrote it meanwhile; nothing was written.");
    expect(record()).toEqual({ ...OLD, note: "theirs" });
  });

  it("tells a write that is denied, with the statement to add, and names the variable that was written before it", async () => {
    conjur.setRole({ login: LOGIN, apiKey: API_KEY, permissions: { "": ["read", "execute"] } });
    const denied = await store([], login);
    expect([denied.code, denied.stdout]).toEqual([EXIT.denied, ""]);
    expect(denied.stderr).toMatch(/may not write "mailjet\/pair".*update/s);
    expect(record()).toEqual({ ...OLD, note: "x" });
    const some = { "": ["read", "execute"], "mailjet/api-key": ["read", "execute", "update"] } as const;
    conjur.setRole({ login: LOGIN, apiKey: API_KEY, permissions: some });
    const half = await store([], await configureFields());
    expect([half.code, half.stderr]).toEqual([
      EXIT.denied,
      expect.stringMatching(/Written already: "?mailjet\/api-key/),
    ]);
    expect(twoVariables()).toEqual([NEW.apiKey, OLD.apiSecret]);
  });

  it("tells a variable that is missing, and a login that is refused", async () => {
    const missing = await store(["--secret", "mailjet/absent"], login);
    expect([missing.code, missing.stderr]).toEqual([EXIT.missing, expect.stringContaining("Create it by a policy")]);
    const wrong = await store([], { ...login, CONJUR_AUTHN_API_KEY: API_KEY.replace("1abc", "2abc") });
    expect(wrong.code).toBe(EXIT.denied);
    expect(record()).toEqual({ ...OLD, note: "x" });
  });
});
