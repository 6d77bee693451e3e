const VAULT = /^(VAULT|BAO)_(\w*TOKEN|\w+_ID|\w*PASSWORD|\w*SECRET|\w*JWT)$/i;
const CONJUR = /^CONJUR_(AUTHN_API_KEY|AUTHN_TOKEN|AUTHN_JWT_TOKEN|\w*PASSWORD)$/i;

/**
 * Whether a variable is a login to Vault, OpenBao or Conjur itself. Addresses and paths of files are none; `AWS_*` is
 * what many programs need for something else.
 */
export function isStoreCredential(variable: string): boolean {
  return VAULT.test(variable) || CONJUR.test(variable);
}
