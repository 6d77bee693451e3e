const VAULT = /^(VAULT|BAO)_(\w*TOKEN|\w+_ID|\w*PASSWORD|\w*SECRET|\w*JWT)$/i;
const CONJUR = /^CONJUR_(AUTHN_API_KEY|AUTHN_TOKEN|AUTHN_JWT_TOKEN|\w*PASSWORD)$/i;
/** The token of the Secrets Manager Agent: the only `AWS_*` that opens nothing else, and that no SDK looks at. */
const AWS_AGENT = /^AWS_TOKEN$/i;

/**
 * Whether a variable is a login to Vault, OpenBao, Conjur or the Secrets Manager Agent itself. Addresses and paths of
 * files are none; the other `AWS_*` are what many programs need for something else.
 */
export function isStoreCredential(variable: string): boolean {
  return VAULT.test(variable) || CONJUR.test(variable) || AWS_AGENT.test(variable);
}
