import { expect, it, onTestFinished } from "vitest";
import { expectRights, PAIRS, type Secrets } from "../docs/support/pair-roles.ts";
import { documentedPolicies, type Who } from "../docs/support/policies.ts";
import { startBao } from "./support/start-bao.ts";

const SECRETS: Secrets = { service: "prod/mailjet", administration: "admin/mailjet", other: "prod/other" };
const WHO: readonly Who[] = ["service", "storing", "rotation"];

it.each(WHO)(
  "with the policy of docs/least-privilege.md, %s may do what the table says, and nothing else",
  async (who) => {
    const bao = await startBao();
    onTestFinished(() => bao.stop());
    for (const [name, pair] of Object.entries(PAIRS)) {
      await bao.request("POST", `/v1/secret/data/${SECRETS[name as keyof Secrets]}`, { data: pair });
    }
    await bao.request("POST", "/v1/sys/policies/acl/tried", { policy: documentedPolicies("vault")[who] });
    const { status, body } = await bao.request("POST", "/v1/auth/token/create", { policies: ["tried"], ttl: "20m" });
    expect(status).toBe(200);
    const { client_token: token } = (body as { auth: { client_token: string } }).auth;
    await expectRights(
      who,
      { MAILJET_SECRETS_PROVIDER: "vault", VAULT_ADDR: bao.address, VAULT_TOKEN: token },
      SECRETS,
    );
  },
  60_000,
);
