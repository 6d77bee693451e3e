// Many reads by the Conjur adapter. Budgets: 1 login, 16 connections, a heap that stays flat.
import { conjurProvider } from "@mailjet-secrets/conjur";
import { startConjurEmulator } from "@mailjet-secrets/testing";
import { manyReads } from "./support/many-reads.mjs";

const ids = Array.from({ length: 50 }, (_, index) => `mailjet/tenant-${index}`);
const PAIR = JSON.stringify({
  apiKey: "00112233445566778899aabbccddeeff",
  apiSecret: "ffeeddccbbaa99887766554433221100",
});
const LOGIN = { login: "host/mailjet/app", apiKey: "1abcdefghjkmnpqrstvwxyz0123456789abcdefghjkmnpqrstvw" };

await manyReads({
  file: import.meta.filename,
  ids,
  start: () => startConjurEmulator({ roles: [LOGIN], variables: Object.fromEntries(ids.map((id) => [id, PAIR])) }),
  settings: ({ url, account }) => ({ url, account }),
  count: ({ loginCount, connectionCount }) => ({ logins: loginCount, connections: connectionCount }),
  open: ({ url, account }) => ({
    provider: conjurProvider({
      applianceUrl: url,
      account,
      auth: { method: "apiKey", ...LOGIN },
      environment: {},
    }),
  }),
});
