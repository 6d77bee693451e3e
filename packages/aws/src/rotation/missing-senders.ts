import type { MailjetAdmin, Sender } from "@mailjet-secrets/mailjet-admin";

/** Where a domain may be sent from as a whole, one address of it is tried. */
const LOCAL_PART = "mailjet-secrets";

/** Addresses, or `*@domain`, that may be sent from. */
export async function sendersOf(admin: MailjetAdmin, signal: AbortSignal): Promise<readonly string[]> {
  const senders = await admin.listSenders({ signal });
  return [...new Set(senders.filter(isActive).map(({ email }) => email.toLowerCase()))];
}

/**
 * Those of the addresses that the key may not send from: not among its own, and refused when they are tried with
 * `SandboxMode`, since an address may be valid for all keys of the account.
 */
export async function missingSenders(
  admin: MailjetAdmin,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const own = new Set(addresses.length === 0 ? [] : await sendersOf(admin, signal));
  const missing: string[] = [];
  for (const address of addresses.filter((candidate) => !own.has(candidate))) {
    const { accepted } = await admin.trySending({ from: address.replace(/^\*@/, `${LOCAL_PART}@`) }, { signal });
    if (!accepted) missing.push(address);
  }
  return missing;
}

function isActive({ status }: Sender): boolean {
  return status === "Active";
}
