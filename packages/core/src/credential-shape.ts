/** What nobody gives as a name: a Mailjet key, a pair, a token of Vault or OpenBao, a JSON Web Token. */
const CREDENTIAL =
  /^\s*([0-9a-f]{32}(:[0-9a-f]{32})?|(hv[sbr]\.|s\.(?=[0-9a-z]{24}\s*$))[\w-]{8,}|eyJ[\w-]{8,}(\.[\w-]+){2})\s*$/i;
/** The same, and keys of Conjur and private keys, anywhere in a text. */
const HOLDS_CREDENTIAL =
  /[0-9a-f]{32}|\bhv[sbr]\.[\w-]{8,}|\bs\.[0-9a-z]{24}\b|eyJ[\w+/=-]{16,}|\b(?=[0-9a-z]*\d)[0-9a-z]{40,}\b|-----BEGIN [A-Z ]*PRIVATE KEY/i;

/** Whether a text is a credential that was put where a name belongs. */
export function isCredential(text: string): boolean {
  return CREDENTIAL.test(text);
}

/** Whether a text that is to be shown holds what looks like a credential. */
export function holdsCredential(text: string): boolean {
  return HOLDS_CREDENTIAL.test(text);
}
