// Many reads by the AWS adapter. Budgets: 16 connections, 1 look-up of credentials, a heap that stays flat.
import { awsProvider } from "@mailjet-secrets/aws";
import { startAwsEmulator } from "@mailjet-secrets/testing";
import { manyReads } from "./support/many-reads.mjs";

const ids = Array.from({ length: 50 }, (_, index) => `mail-${index}`);
const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };

await manyReads({
  file: import.meta.filename,
  ids,
  start: () => startAwsEmulator({ secrets: Object.fromEntries(ids.map((id) => [id, PAIR])) }),
  settings: ({ url, region, accessKey }) => ({ url, region, accessKey }),
  count: ({ connectionCount }) => ({ connections: connectionCount }),
  open({ url: endpoint, region, accessKey }) {
    let lookUps = 0;
    const credentials = async () => {
      lookUps += 1;
      return accessKey;
    };
    return {
      provider: awsProvider({ endpoint, region, credentials }),
      counts: () => ({ "look-ups of credentials": lookUps }),
    };
  },
});
