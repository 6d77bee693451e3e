import { join } from "node:path";
import { ROLE_ID, SECRET_ID, setUpAppRole } from "./support/bao-setup.ts";
import { browsers } from "./support/browsers.ts";
import { languages } from "./support/languages.ts";
import { pythonTool } from "./support/python-tool.ts";
import { startBao } from "./support/start-bao.ts";
import { startMoto } from "./support/start-moto.ts";

/** What the test files `<name>*.test.ts` need. */
export interface LiveStore {
  readonly name: string;
  /** What is said to be missing if it is. @default the name */
  readonly title?: string;
  /** Environment variable that names it: if it is set, nothing is made. */
  readonly variable: string;
  /** Makes a local one. Absence: only a real one will do. Rejects with an `Error` that says why not, in one line. */
  readonly make?: () => Promise<MadeStore>;
  /** What more its tests try if these variables are set as well. @default nothing */
  readonly more?: readonly { readonly variable: string; readonly what: string }[];
}

/** A local store, or program, of this run. */
export interface MadeStore {
  /** Variables for the tests, the store's own among them; the first value is printed. */
  readonly env: Readonly<Record<string, string>>;
  readonly stop?: () => Promise<void>;
}

/** All that test files may need; a later one is made with the variables of the earlier ones. */
export function liveStores(folder: string, cache: string): readonly LiveStore[] {
  const install = async (name: string, program: string): Promise<string> =>
    pythonTool(join(folder, `requirements-${name}.txt`), program, cache);
  return [
    {
      name: "bao",
      variable: "LIVE_BAO_BINARY",
      make: async () => ({ env: { LIVE_BAO_BINARY: await install("bao", "bao") } }),
    },
    {
      name: "moto",
      variable: "LIVE_MOTO_BINARY",
      make: async () => ({ env: { LIVE_MOTO_BINARY: await install("moto", "moto_server") } }),
    },
    {
      name: "vault",
      variable: "LIVE_VAULT_ADDR",
      make: makeVault,
      more: [
        { variable: "LIVE_VAULT_MOUNT_V1", what: "KV v1" },
        { variable: "LIVE_VAULT_ROLE_ID", what: "AppRole" },
      ],
    },
    { name: "aws", variable: "LIVE_AWS_REGION", make: makeAws },
    { name: "conjur", variable: "LIVE_CONJUR_APPLIANCE_URL" },
    ...languages(join(folder, "../..")),
    ...browsers(join(folder, "../..")),
  ];
}

async function makeVault(): Promise<MadeStore> {
  if (!process.env["LIVE_BAO_BINARY"]) throw new Error("no OpenBao, and LIVE_VAULT_ADDR is not set");
  const bao = await startBao();
  const capabilities = ["read", "create", "update"];
  const places = ["secret/data", "first"].map((place) => `${place}/mailjet-secrets-live/*`);
  await setUpAppRole(bao, Object.fromEntries(places.map((place) => [place, capabilities])));
  await bao.request("POST", "/v1/sys/mounts/first", { type: "kv", options: { version: "1" } });
  const env = {
    LIVE_VAULT_ADDR: bao.address,
    LIVE_VAULT_TOKEN: bao.rootToken,
    LIVE_VAULT_MOUNT_V1: "first",
    LIVE_VAULT_ROLE_ID: ROLE_ID,
    LIVE_VAULT_SECRET_ID: SECRET_ID,
  };
  return { env, stop: bao.stop };
}

async function makeAws(): Promise<MadeStore> {
  if (!process.env["LIVE_MOTO_BINARY"]) throw new Error("no moto, and LIVE_AWS_REGION is not set");
  const { endpoint, env, stop } = await startMoto();
  const region = env["AWS_REGION"] ?? "";
  return { env: { LIVE_AWS_ENDPOINT: endpoint, LIVE_AWS_REGION: region, ...env }, stop };
}
