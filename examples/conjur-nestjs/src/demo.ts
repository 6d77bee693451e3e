// npm start: the application against an emulated Conjur and Mailjet, or with MAILJET_SECRETS_LIVE=1 against the real ones.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulated, type Pair, runExample } from "@mailjet-secrets/example-support";
import { startConjurEmulator } from "@mailjet-secrets/testing";

await runExample({
  title: "A NestJS application whose Mailjet keys are in Conjur, with a JWT as login:",
  script: new URL("./show.js", import.meta.url),
  emulate,
  live: "CONJUR_APPLIANCE_URL=… CONJUR_ACCOUNT=… CONJUR_AUTHN_JWT_SERVICE_ID=… JWT_TOKEN_PATH=… MAIL_FROM=…",
});

async function emulate(pair: Pair): Promise<Emulated> {
  const login = "host/mailjet/app";
  const conjur = await startConjurEmulator({
    https: true,
    authenticators: ["authn-jwt/kubernetes"],
    roles: [{ login, permissions: { "mailjet/credentials": ["read", "execute"] } }],
    variables: {
      "mailjet/credentials": JSON.stringify({ MJ_APIKEY_PUBLIC: pair.apiKey, MJ_APIKEY_PRIVATE: pair.apiSecret }),
    },
  });
  const folder = await mkdtemp(join(tmpdir(), "conjur-nestjs-"));
  const tokenFile = join(folder, "token");
  await writeFile(tokenFile, conjur.issueWebToken(login), { mode: 0o600 });
  return {
    environment: {
      CONJUR_APPLIANCE_URL: conjur.url,
      CONJUR_ACCOUNT: conjur.account,
      CONJUR_AUTHN_JWT_SERVICE_ID: "kubernetes",
      JWT_TOKEN_PATH: tokenFile,
    },
    close: () => Promise.all([conjur.close(), rm(folder, { recursive: true })]),
  };
}
