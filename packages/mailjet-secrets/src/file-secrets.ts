import type { Mistake } from "./mistake.ts";

type Path = Mistake["path"];

/** Endings of names that hold a secret, in lower case and without dashes and underscores. */
const SECRET_NAME =
  /(token|jwt|password|passphrase|apikey|apikeypublic|apikeyprivate|secretid|apisecret|secretkey|secretaccesskey|privatekey|clientsecret|authorization|cookie|credentials?)$/;
/** A Mailjet key, or a pair in one text. */
const MAILJET_KEY = /(^|[^0-9a-z])[0-9a-f]{32}($|[^0-9a-z])/i;
/** A JSON Web Token, or a token of Vault. */
const TOKEN = /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]+|\bhv[sbr]\.[\w-]{8,}/;
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY/;
const ADDRESS_WITH_PASSWORD = /^\s*[a-z][a-z0-9+.-]*:\/\/[^/\s]*:[^/\s]*@/i;

/** Where a secret of a block belongs instead. */
const PLACES: Readonly<Record<string, string>> = {
  aws: "leave it to the AWS SDK (a role, a profile, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment)",
  vault: "set it in the environment, the token as VAULT_TOKEN",
  conjur: "set it in the environment, the API key as CONJUR_AUTHN_API_KEY",
  mailjet: "pass it in the object given to createMailjet",
};
const MAILJET_PLACE = "set the pair in the environment, as MJ_APIKEY_PUBLIC and MJ_APIKEY_PRIVATE";

/** Whether an option of this name would hold a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name.toLowerCase().replace(/[^a-z0-9]/g, ""));
}

/** Finds secrets in what a configuration file says: by the name of the option, or by the shape of the value. */
export function findFileSecrets(config: unknown, path: Path = []): Mistake[] {
  if (typeof config === "string") return isSecret(config, path) ? [refusal(path, config)] : [];
  if (typeof config !== "object" || config === null) return [];
  return Object.entries(config)
    .filter(([name, value]) => name !== "fields" || typeof value === "string") // its values are names of fields
    .flatMap(([name, value]) => findFileSecrets(value, [...path, Array.isArray(config) ? Number(name) : name]));
}

function isSecret(value: string, path: Path): boolean {
  if (value.trim() === "") return false;
  const name = String(path.at(-1) ?? "");
  const isAccount = path.at(-2) === "accounts"; // an account may be called "token"
  if (!isAccount && isSecretName(name)) return true;
  return [MAILJET_KEY, TOKEN, PRIVATE_KEY, ADDRESS_WITH_PASSWORD].some((shape) => shape.test(value));
}

function refusal(path: Path, value: string): Mistake {
  const block = String(path[0]);
  const isOfStore = Object.hasOwn(PLACES, block) && !MAILJET_KEY.test(value);
  const place = isOfStore ? PLACES[block] : MAILJET_PLACE;
  return { path, text: `a secret has no place in a configuration file; ${place}` };
}
