/** Version of this package; a test compares it with the manifest. */
const VERSION = "0.1.0";

/** What requests say of who makes them, for the logs of Conjur. */
export const USER_AGENT: string = `mailjet-secrets/${VERSION}`;
