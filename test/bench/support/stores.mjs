import { startAwsEmulator, startConjurEmulator, startVaultEmulator } from "@mailjet-secrets/testing";
import { PAIR } from "./samples.mjs";

const APP_ROLE = { roleId: "role-0011", secretId: "secret-2233" };
const CONJUR_HOST = {
  login: "host/mailjet/app",
  apiKey: "1abcdefghjkmnpqrstvwxyz0123456789abcdefghjkmnpqrstvw",
};

/** An emulated Secrets Manager with these secrets, and the variables by which the SDK of a process finds it. */
export async function startAws(secrets = { mail: PAIR }) {
  const emulator = await startAwsEmulator({ secrets });
  const environment = {
    AWS_ENDPOINT_URL: emulator.url,
    AWS_REGION: emulator.region,
    AWS_ACCESS_KEY_ID: emulator.accessKey.accessKeyId,
    AWS_SECRET_ACCESS_KEY: emulator.accessKey.secretAccessKey,
    AWS_TOKEN: emulator.agent.token,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
  const reads = () => emulator.received.filter(({ operation }) => operation === "GetSecretValue").length;
  return { emulator, environment, reads };
}

/** An emulated Vault with these secrets and an AppRole that may read them, and the variables for them. */
export async function startVault(secrets = { mail: PAIR }) {
  const emulator = await startVaultEmulator({
    policies: { app: { "secret/*": ["read"] } },
    roles: [{ method: "approle", name: "app", roleId: APP_ROLE.roleId, secretIds: [APP_ROLE], policies: ["app"] }],
  });
  for (const [id, values] of Object.entries(secrets)) emulator.put(`secret/${id}`, values);
  const environment = {
    VAULT_ADDR: emulator.url,
    VAULT_ROLE_ID: APP_ROLE.roleId,
    VAULT_SECRET_ID: APP_ROLE.secretId,
  };
  const reads = () => emulator.received.filter(({ path }) => path.includes("secret/data/mail")).length;
  return { emulator, environment, reads };
}

/** An emulated Conjur with these variables and a host that may read them, and the environment variables for them. */
export async function startConjur(secrets = { mail: PAIR }) {
  const variables = Object.fromEntries(Object.entries(secrets).map(([id, values]) => [id, JSON.stringify(values)]));
  const emulator = await startConjurEmulator({ roles: [CONJUR_HOST], variables });
  const environment = {
    CONJUR_APPLIANCE_URL: emulator.url,
    CONJUR_ACCOUNT: emulator.account,
    CONJUR_AUTHN_LOGIN: CONJUR_HOST.login,
    CONJUR_AUTHN_API_KEY: CONJUR_HOST.apiKey,
  };
  return { emulator, environment };
}
