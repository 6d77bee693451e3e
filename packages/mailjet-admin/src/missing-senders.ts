import type { AdminCallOptions, MailjetAdmin, Sender } from "./mailjet-admin.ts";

/** Where a domain may be sent from as a whole, one address of it is tried. */
const LOCAL_PART = "mailjet-secrets";

/** Addresses, or `*@domain`, that the key may send from, in lower case. Rejects as `listSenders`. */
export async function activeSenders(admin: MailjetAdmin, options: AdminCallOptions = {}): Promise<readonly string[]> {
  const senders = await admin.listSenders(options);
  return [...new Set(senders.filter(isActive).map(({ email }) => email.toLowerCase()))];
}

/**
 * Those of the addresses that the key may not send from: not among its own, and refused when they are tried with
 * `SandboxMode`, since a metasender is valid for all keys of the account. Rejects as `listSenders` and `trySending`.
 */
export async function missingSenders(
  admin: MailjetAdmin,
  addresses: readonly string[],
  options: AdminCallOptions = {},
): Promise<readonly string[]> {
  const own = new Set(addresses.length === 0 ? [] : await activeSenders(admin, options));
  const missing: string[] = [];
  for (const address of addresses.filter((candidate) => !own.has(candidate))) {
    const { accepted } = await admin.trySending({ from: address.replace(/^\*@/, `${LOCAL_PART}@`) }, options);
    if (!accepted) missing.push(address);
  }
  return missing;
}

function isActive({ status }: Sender): boolean {
  return status === "Active";
}
