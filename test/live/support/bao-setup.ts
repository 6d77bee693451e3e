import { generateKeyPairSync, sign } from "node:crypto";
import { createTransport } from "@mailjet-secrets/http";
import type { Bao } from "./start-bao.ts";

export const ROLE_ID = "5f0c8a11-role-4c1e-9d6a-3b7e2f90aa01";
export const SECRET_ID = "e2b96d70-secret-4f5a-8c3d-917b6e04cc02";

const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** Settings of the AppRole `app`, besides its ids. */
export interface RoleSettings {
  readonly token_ttl?: string;
  readonly token_max_ttl?: string;
  readonly token_type?: "service" | "batch";
  readonly secret_id_num_uses?: number;
}

/** Writes policy and AppRole `app`. `rules`: capabilities by path. */
export async function setUpAppRole(
  bao: Bao,
  rules: Readonly<Record<string, readonly string[]>>,
  settings: RoleSettings = {},
): Promise<void> {
  await writePolicy(bao, rules);
  await bao.request("POST", "/v1/sys/auth/approle", { type: "approle" }); // 400 if it is there already
  await addRole(bao, settings);
}

/** Replaces the policy `app`. */
export async function writePolicy(bao: Bao, rules: Readonly<Record<string, readonly string[]>>): Promise<void> {
  const policy = Object.entries(rules).map(
    ([path, capabilities]) => `path "${path}" { capabilities = ${JSON.stringify(capabilities)} }`,
  );
  await expectSuccess(bao.request("POST", "/v1/sys/policies/acl/app", { policy: policy.join("\n") }));
}

/** Adds the AppRole `app` with the ids above, or makes it anew. */
export async function addRole(bao: Bao, settings: RoleSettings = {}): Promise<void> {
  await bao.request("DELETE", "/v1/auth/approle/role/app"); // with its secret ids, which are not taken twice
  const role = { token_policies: "app", token_ttl: "20m", token_max_ttl: "40m", ...settings };
  await expectSuccess(bao.request("POST", "/v1/auth/approle/role/app", role));
  await expectSuccess(bao.request("POST", "/v1/auth/approle/role/app/role-id", { role_id: ROLE_ID }));
  await expectSuccess(bao.request("POST", "/v1/auth/approle/role/app/custom-secret-id", { secret_id: SECRET_ID }));
}

/** Adds the role `app` at auth/jwt; tokens of {@link signJwt} fit it. */
export async function setUpJwt(bao: Bao): Promise<void> {
  const key = keys.publicKey.export({ type: "spki", format: "pem" }).toString();
  await expectSuccess(bao.request("POST", "/v1/sys/auth/jwt", { type: "jwt" }));
  await expectSuccess(bao.request("POST", "/v1/auth/jwt/config", { jwt_validation_pubkeys: [key] }));
  const role = { role_type: "jwt", user_claim: "sub", bound_audiences: ["vault"], token_policies: "app" };
  await expectSuccess(bao.request("POST", "/v1/auth/jwt/role/app", role));
}

/** A JWT that is good for an hour. `audience`: the role wants "vault". */
export function signJwt(audience = "vault"): string {
  const now = Math.floor(Date.now() / 1_000);
  const parts = [
    { alg: "RS256", typ: "JWT" },
    { sub: "pod", aud: audience, iat: now, nbf: now, exp: now + 3_600 },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  const signed = parts.join(".");
  return `${signed}.${sign("sha256", Buffer.from(signed), keys.privateKey).toString("base64url")}`;
}

/** Asks for a secret id of `app` and gives the token that it is wrapped in. */
export async function wrapSecretId(bao: Bao): Promise<string> {
  const transport = createTransport({
    provider: "live test",
    baseUrl: bao.address,
    headers: { "x-vault-token": bao.rootToken, "x-vault-wrap-ttl": "120" },
  });
  const path = "/v1/auth/approle/role/app/secret-id";
  const { signal } = new AbortController();
  const answer = await transport.request({ method: "POST", path, signal }).finally(() => transport.close());
  return (answer.json() as { readonly wrap_info: { readonly token: string } }).wrap_info.token;
}

/** Ends all tokens that AppRole logins obtained. */
export async function revokeLogins(bao: Bao): Promise<void> {
  await expectSuccess(bao.request("POST", "/v1/sys/leases/revoke-prefix/auth/approle/login", { sync: true }));
}

async function expectSuccess(answer: ReturnType<Bao["request"]>): Promise<void> {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`OpenBao answered ${status}: ${JSON.stringify(body)}`);
}
