import { type EmulatedStore, emulatedStore, type Pair } from "@mailjet-secrets/example-support";
import { type ConjurEmulator, startConjurEmulator } from "@mailjet-secrets/testing";

const HOST = "host/mailjet/app";
const VARIABLE = "mailjet/credentials";

/** Starts a Conjur on this machine that holds the pair, and a host with a JWT that may read it. For this repository only. */
export async function startEmulatedConjur(pair: Pair): Promise<EmulatedStore<ConjurEmulator>> {
  const conjur = await startConjurEmulator({
    https: true,
    authenticators: ["authn-jwt/kubernetes"],
    roles: [{ login: HOST, permissions: { [VARIABLE]: ["read", "execute"] } }],
  });
  return emulatedStore(pair, {
    emulator: conjur,
    login: conjur.issueWebToken(HOST),
    write: ({ apiKey, apiSecret }) =>
      conjur.setVariable(VARIABLE, JSON.stringify({ MJ_APIKEY_PUBLIC: apiKey, MJ_APIKEY_PRIVATE: apiSecret })),
    environment: (tokenFile) => ({
      CONJUR_APPLIANCE_URL: conjur.url,
      CONJUR_ACCOUNT: conjur.account,
      CONJUR_AUTHN_JWT_SERVICE_ID: "kubernetes",
      JWT_TOKEN_PATH: tokenFile,
    }),
  });
}
