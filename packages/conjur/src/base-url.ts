import { isLine } from "./checked-line.ts";
import { invalidConfig } from "./conjur-error.ts";
import { type Environment, variable } from "./environment.ts";

/** Which Conjur is asked, and as which of its accounts. */
export interface Appliance {
  /** With scheme, and without a slash at its end. */
  readonly baseUrl: string;
  readonly account: string;
}

/** Those that CyberArk's client for Go knows. */
const SAAS_HOST = /(\.secretsmgr|-secretsmanager)\.([a-z]+-)?cyberark(-everest-[a-z-]+)?\.cloud$/;

/**
 * Finds address and account. Only addresses of the SaaS get an `/api` that was left out: they have nothing else. Throws
 * `INVALID_CONFIG`, never quoting the address: it may hold a password.
 */
export function appliance(
  options: { readonly applianceUrl?: string; readonly account?: string },
  environment: Environment,
): Appliance {
  const address = options.applianceUrl?.trim() ?? variable(environment, "CONJUR_APPLIANCE_URL");
  if (address === undefined) {
    throw invalidConfig("The address of Conjur is missing.", "Set applianceUrl or CONJUR_APPLIANCE_URL.");
  }
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address) || !isLine(address)) {
    throw invalidConfig(
      "The address of Conjur (applianceUrl or CONJUR_APPLIANCE_URL) is no URL.",
      "Write it with its scheme, as in https://conjur.example.com; nothing is guessed.",
    );
  }
  const url = new URL(address);
  const isSaas = SAAS_HOST.test(url.hostname);
  const plain = address.replace(/\/+$/, "");
  const baseUrl = isSaas && url.pathname === "/" ? `${plain}/api` : plain;
  const account = options.account ?? variable(environment, "CONJUR_ACCOUNT") ?? (isSaas ? "conjur" : undefined);
  return { baseUrl, account: checkedAccount(account) };
}

function checkedAccount(account: string | undefined): string {
  if (account === undefined) {
    throw invalidConfig("The account of Conjur is missing.", "Set account or CONJUR_ACCOUNT.");
  }
  if (isLine(account) && /^[^\s:/%]+$/.test(account) && !/^\.{1,2}$/.test(account)) return account;
  throw invalidConfig(
    "The account of Conjur cannot be one.",
    "Its name is not empty, and holds neither blanks and control characters nor : / %.",
  );
}
