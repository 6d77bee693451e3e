import { mailjetEnvironment, runScript, type ScriptOutcome, temporaryFolder } from "@mailjet-secrets/example-support";
import { startMailjetEmulator, startVaultEmulator } from "@mailjet-secrets/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { canaryForms, findCanary } from "../../../test/support/canary.ts";

const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
const PROVIDERS = ["env", "aws", "vault", "conjur"];
const LIMIT_MS = 90_000;

/** Runs `npm start` in an empty folder. */
async function start(environment: Readonly<Record<string, string>>): Promise<ScriptOutcome> {
  await using folder = await temporaryFolder();
  return await runScript(new URL("../dist/demo.js", import.meta.url), { directory: folder.path, environment });
}

/** The cells of the table, row by row. */
function rows({ stdout }: Pick<ScriptOutcome, "stdout">): string[][] {
  const lines = stdout.split("\n");
  const first = lines.findIndex((line) => line.startsWith("  ───")) + 1;
  const body = lines.slice(first, lines.indexOf("", first));
  return body.map((line) => line.trim().split(/ {3,}/));
}

describe("npm start", () => {
  let outcome: ScriptOutcome;
  beforeAll(async () => {
    outcome = await start({});
  }, LIMIT_MS);

  it("sends with the pairs of four stores, resets each secret meanwhile, and loses no mail", () => {
    expect(outcome.code).toBe(0);
    const table = rows(outcome);
    expect(table.map(([provider]) => provider)).toEqual(PROVIDERS);
    for (const [, secret, fingerprints, firstMail, cachedCall, sent, lost, twice] of table) {
      expect(secret).toMatch(/mailjet|\.env/);
      expect(firstMail).toMatch(/^\d+ ms$/);
      expect(cachedCall).toMatch(/^\d+ ns$/);
      expect(Number(sent)).toBeGreaterThan(400);
      expect([lost, twice]).toEqual(["0", "0"]);
      // It went on with the new secret.
      const [before, after] = fingerprints?.split(" → ") ?? [];
      expect([before, after]).toEqual([expect.stringMatching(/^[0-9a-f]{8}$/), expect.stringMatching(/^[0-9a-f]{8}$/)]);
      expect(after).not.toBe(before);
    }
    expect(new Set(table.map(([, , fingerprints]) => fingerprints)).size).toBe(4);
  });

  it("shows neither a key nor what opens a store, not even with DEBUG=*", () => {
    const output = outcome.stdout + outcome.stderr;
    // The pairs are random: any text of their shape would be one of their halves.
    expect(output).not.toMatch(/[0-9a-f]{32}|[A-Za-z0-9+/]{40}/);
    const logins = ["emulated/secret+access+key/0123456789abc", "emulated-root-token-00112233"];
    const conjurKey = "1abcdefghjkmnpqrstvwxyz0123456789abcdefghjkmnpqrstvw";
    expect(
      findCanary(
        output,
        [...logins, conjurKey].flatMap((login) => canaryForms(login)),
      ),
    ).toBeUndefined();
  });
});

it(
  "with MAILJET_SECRETS_ROTATION_GRACE_MS=0, where nobody waits for the new secret, it counts the lost mails and fails",
  async () => {
    const outcome = await start({ MAILJET_SECRETS_ROTATION_GRACE_MS: "0" });
    expect(outcome.code).toBe(1);
    expect(rows(outcome).map(([provider, , , , , , lost]) => [provider, Number(lost) > 0])).toEqual(
      PROVIDERS.map((provider) => [provider, true]),
    );
    expect(outcome.stdout).toContain("A sender gave up: Mailjet answered 401");
  },
  LIMIT_MS,
);

describe("with MAILJET_SECRETS_LIVE=1", () => {
  it("sends one mail with the pair of the store that the environment names, and lets Mailjet deliver nothing", async () => {
    await using mailjet = await startMailjetEmulator({ keys: [PAIR] }); // in place of the real ones
    await using vault = await startVaultEmulator();
    vault.put("secret/shop/mailjet", PAIR);
    const { code, stdout, stderr } = await start({
      MAILJET_SECRETS_LIVE: "1",
      MAILJET_SECRETS_PROVIDER: "vault",
      MAILJET_SECRETS_SECRET: "shop/mailjet",
      VAULT_ADDR: vault.url,
      VAULT_TOKEN: vault.rootToken,
      ...(await mailjetEnvironment(mailjet)),
    });
    expect(code).toBe(0);
    expect(rows({ stdout }).map(([provider]) => provider)).toEqual(["vault"]);
    expect(stdout).toContain("delivered nothing (SandboxMode)");
    expect(mailjet.received).toMatchObject([{ status: 200, body: { SandboxMode: true } }]);
    const forms = [...canaryForms(PAIR.apiKey, PAIR.apiSecret), ...canaryForms(vault.rootToken)];
    expect(findCanary(stdout + stderr, forms)).toBeUndefined();
  });

  it("says what is wrong and ends with exit code 1 if there is no pair", async () => {
    const outcome = await start({ MAILJET_SECRETS_LIVE: "1" });
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain("MJ_APIKEY_PUBLIC");
  });
});
