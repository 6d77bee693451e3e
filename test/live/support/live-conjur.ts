import { needed } from "./needed.ts";

/** The Conjur server of this run. */
export interface LiveConjur {
  readonly applianceUrl: string;
  readonly account: string;
  readonly login: string;
  readonly apiKey: string;
  /** Branch of the policy whose variables `pair`, `key` and `secret` the login may read and update. */
  readonly branch: string;
  readonly caFile: string | undefined;
}

/** Reads the `LIVE_CONJUR_*` variables. Throws `Error` if one that is needed is missing. */
export function liveConjur(): LiveConjur {
  return {
    applianceUrl: needed("LIVE_CONJUR_APPLIANCE_URL"),
    account: needed("LIVE_CONJUR_ACCOUNT"),
    login: needed("LIVE_CONJUR_AUTHN_LOGIN"),
    apiKey: needed("LIVE_CONJUR_AUTHN_API_KEY"),
    branch: process.env["LIVE_CONJUR_BRANCH"] ?? "mailjet-secrets-live",
    caFile: process.env["LIVE_CONJUR_CERT_FILE"],
  };
}
