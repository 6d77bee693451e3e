import { describe, expect, it } from "vitest";
import type { AwsCredentials, SignedAwsRequest, VaultAuth } from "../src/index.ts";
import { failure, PAIR, providerWith, read, startVault } from "./support/vault.ts";

const JWT = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJwb2QtMDAxMSJ9.c2lnbmF0dXJlLTAwMTEyMjMz";
const KEYS = { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "aws-secret-key-00112233" };
const SIGNED = { url: "https://sts.amazonaws.com/", body: "Action=GetCallerIdentity", headers: { Authorization: "x" } };
const NOTHING = [undefined, null, 0, 12n, true, "", {}, [], Symbol("x"), () => JWT];

async function tell(auth: VaultAuth): Promise<string> {
  const vault = await startVault();
  const { message } = await failure("INVALID_CONFIG", read(providerWith(vault, auth)));
  expect(vault.received).toEqual([]);
  return message;
}

describe("a function of the options that gives nothing of use is named", () => {
  it.each(NOTHING)("getJwt: %o", async (given) => {
    expect(await tell({ method: "jwt", getJwt: () => given as string })).toContain("What auth.getJwt gave");
  });

  it.each(["two words", "line\nbreak", "\ud800"])("getJwt: %j", async (given) => {
    const message = await tell({ method: "jwt", getJwt: async () => `${JWT}${given}` });
    expect(message).toContain("What auth.getJwt gave");
    expect(message).not.toContain(JWT.slice(0, 12));
  });

  it.each([
    ...NOTHING,
    { accessKeyId: "A" },
    { ...KEYS, accessKeyId: "a b" },
    { ...KEYS, secretAccessKey: 1 },
    { ...KEYS, secretAccessKey: "\ud800" },
    { ...KEYS, sessionToken: 1 },
    { ...KEYS, sessionToken: "a\nb" },
  ])("credentials: %o", async (given) => {
    const message = await tell({ method: "awsIam", credentials: () => given as AwsCredentials });
    expect(message).toContain("auth.credentials gave no keys of AWS.");
    expect(message).not.toContain("aws-secret");
  });

  it.each([
    ...NOTHING,
    { ...SIGNED, url: undefined },
    { ...SIGNED, body: 1 },
    { ...SIGNED, headers: {} },
    { ...SIGNED, headers: { Authorization: 12n } },
    { ...SIGNED, headers: "Authorization: x" },
  ])("signRequest: %o", async (given) => {
    const message = await tell({ method: "awsIam", signRequest: async () => given as SignedAwsRequest });
    expect(message).toContain("auth.signRequest gave no signed request.");
  });
});

describe("a function of the options that fails", () => {
  it.each([new Error(JWT), JWT, undefined, null, 12n, { message: JWT, code: "EXAMPLE" }])(
    "is told by its kind alone: %o",
    async (thrown) => {
      const vault = await startVault();
      const fail = (): never => {
        throw thrown;
      };
      const auths: VaultAuth[] = [
        { method: "jwt", getJwt: fail },
        { method: "jwt", getJwt: () => Promise.reject(thrown) },
        { method: "awsIam", credentials: fail },
        { method: "awsIam", signRequest: fail },
      ];
      for (const auth of auths) {
        const { message } = await failure("UNAUTHENTICATED", read(providerWith(vault, auth)));
        expect(message).toMatch(/^auth\.(getJwt|credentials|signRequest) failed\. Its error is not shown in full\.$/);
      }
    },
  );

  it("or hangs does so for those who wait for it only: the next read asks it again", async () => {
    const vault = await startVault({ roles: [{ method: "jwt", name: "app", jwts: [JWT], policies: ["app"] }] });
    const signals: AbortSignal[] = [];
    const getJwt = ({ signal }: { readonly signal: AbortSignal }): Promise<string> | string => {
      signals.push(signal);
      return signals.length > 1 ? JWT : new Promise(() => {});
    };
    const provider = providerWith(vault, { method: "jwt", role: "app", getJwt });
    const controller = new AbortController();
    const first = provider.read({ id: "mailjet" }, { signal: controller.signal });
    while (signals.length === 0) await new Promise((resolve) => setImmediate(resolve));
    controller.abort(new Error("gone"));
    await expect(first).rejects.toThrow("gone");
    expect(await read(provider)).toEqual(PAIR);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  });
});

describe("a function of the options that answers too late", () => {
  it.each(["abort", "close, then answer", "answer, then close"])("makes no login: %s", async (order) => {
    const vault = await startVault({ roles: [{ method: "jwt", name: "app", jwts: [JWT], policies: ["app"] }] });
    const answers: ((jwt: string) => void)[] = [];
    const getJwt = (): Promise<string> => new Promise((resolve) => answers.push(resolve));
    const provider = providerWith(vault, { method: "jwt", role: "app", getJwt });
    const controller = new AbortController();
    const reading = provider.read({ id: "mailjet" }, { signal: controller.signal }).catch((error: unknown) => error);
    while (answers.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const ways: Readonly<Record<string, () => unknown>> = {
      abort: () => controller.abort(new Error("gone")),
      close: () => provider.close(),
      answer: () => answers[0]?.(JWT),
    };
    for (const step of order.split(", then ")) ways[step]?.();
    await reading;
    answers[0]?.(JWT);
    for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    await provider.close();
    expect(vault.received).toEqual([]);
  });
});

it("session tokens of AWS may be null or absent, and keys of the environment have blanks around", async () => {
  const vault = await startVault({ roles: [{ method: "aws", name: "app", policies: ["app"] }] });
  for (const sessionToken of [null, undefined]) {
    const credentials = () => ({ ...KEYS, sessionToken }) as AwsCredentials;
    expect(await read(providerWith(vault, { method: "awsIam", role: "app", credentials }))).toEqual(PAIR);
  }
  const environment = {
    AWS_ACCESS_KEY_ID: `${KEYS.accessKeyId}\n`,
    AWS_SECRET_ACCESS_KEY: ` ${KEYS.secretAccessKey}`,
    AWS_SESSION_TOKEN: "",
  };
  expect(await read(providerWith(vault, { method: "awsIam", role: "app" }, { environment }))).toEqual(PAIR);
});
