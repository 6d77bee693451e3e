import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Pair, randomPair, temporaryFolder } from "@mailjet-secrets/example-support";
import { startAwsEmulator, startConjurEmulator, startVaultEmulator } from "@mailjet-secrets/testing";

/** A place for a key pair, on this machine. */
export interface Store {
  /** The word of `MAILJET_SECRETS_PROVIDER`. */
  readonly provider: string;
  /** What the configuration file calls the secret. */
  readonly secret: string;
  /** The pair that it holds at the start, of a Mailjet account of its own. */
  readonly pair: Pair;
  /** Puts another pair in its place. */
  write(pair: Pair): Promise<void>;
}

/** All four of them. */
export interface Stores {
  readonly stores: readonly Store[];
  /** Holds `mailjet-secrets.config.json` and `.env`: the working directory of the application. */
  readonly folder: string;
  /** What the application logs in with, at whichever store it is told to use. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends the emulators and removes the folder. */
  [Symbol.asyncDispose](): Promise<void>;
}

interface Configuration {
  readonly env: { readonly files: string };
  readonly aws: { readonly secret: string; readonly region: string };
  readonly vault: { readonly secret: string; readonly mount: string };
  readonly conjur: { readonly secret: string; readonly account: string };
}

const CONFIGURATION = new URL("../mailjet-secrets.config.example.json", import.meta.url);
const CONJUR_HOST = { login: "host/shop", apiKey: "1abcdefghjkmnpqrstvwxyz0123456789abcdefghjkmnpqrstvw" };

/** Starts an emulator of each store with a pair of its own in it, and writes the one configuration file that names them all. */
export async function startStores(): Promise<Stores> {
  const config: Configuration = JSON.parse(await readFile(CONFIGURATION, "utf8"));
  const aws = await startAwsEmulator({ region: config.aws.region });
  const vault = await startVaultEmulator();
  const conjur = await startConjurEmulator({
    account: config.conjur.account,
    roles: [{ ...CONJUR_HOST, permissions: { [config.conjur.secret]: ["read", "execute"] } }],
  });
  // The file of a real application, with the addresses of the emulators.
  const emulated = {
    env: config.env,
    aws: { ...config.aws, endpoint: aws.url },
    vault: { ...config.vault, address: vault.url },
    conjur: { ...config.conjur, applianceUrl: conjur.url },
  };
  const folder = await temporaryFolder({ "mailjet-secrets.config.json": JSON.stringify(emulated, null, 2) });

  const stores = [
    store("env", config.env.files, (pair) => writeVariables(join(folder.path, config.env.files), pair)),
    store("aws", config.aws.secret, (pair) => aws.putSecret(config.aws.secret, { ...pair })),
    store("vault", config.vault.secret, (pair) => vault.put(`${config.vault.mount}/${config.vault.secret}`, pair)),
    store("conjur", config.conjur.secret, (pair) => conjur.setVariable(config.conjur.secret, JSON.stringify(pair))),
  ];
  for (const { write, pair } of stores) await write(pair);
  return {
    stores,
    folder: folder.path,
    environment: {
      AWS_ACCESS_KEY_ID: aws.accessKey.accessKeyId,
      AWS_SECRET_ACCESS_KEY: aws.accessKey.secretAccessKey,
      VAULT_TOKEN: vault.rootToken,
      CONJUR_AUTHN_LOGIN: CONJUR_HOST.login,
      CONJUR_AUTHN_API_KEY: CONJUR_HOST.apiKey,
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([aws.close(), vault.close(), conjur.close()]);
      await folder.remove();
    },
  };
}

function store(provider: string, secret: string, put: (pair: Pair) => unknown): Store {
  return { provider, secret, pair: randomPair(), write: async (pair) => void (await put(pair)) };
}

/** Written beside and moved, so that nobody ever reads half a file. */
async function writeVariables(path: string, { apiKey, apiSecret }: Pair): Promise<void> {
  await writeFile(`${path}.new`, `MJ_APIKEY_PUBLIC=${apiKey}\nMJ_APIKEY_PRIVATE=${apiSecret}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}
