import { usageError } from "../own-ending.ts";
import type { StoreSelection } from "../store-selection.ts";

/** The flags of `store`. */
export interface StoreOptions extends Omit<StoreSelection, "kind"> {
  readonly to?: string;
  readonly toSecret?: string;
  readonly from?: string;
  readonly fromSecret?: string;
  readonly fromAccount?: string;
  readonly sms?: boolean;
  /** Whether Mailjet is asked. */
  readonly check: boolean;
  readonly json?: boolean;
}

/** Where the pair goes. Throws a usage error for flags that contradict each other. */
export function targetSelection(options: StoreOptions): StoreSelection {
  const { account, config } = options;
  const provider = oneOf("--provider", options.provider, "--to", options.to);
  const secret = oneOf("--secret", options.secret, "--to-secret", options.toSecret);
  return withoutAbsent({ provider, secret, account, config, ...kindOf(options) });
}

/** Where the pair is taken from. Absence: from standard input or a prompt. Throws a usage error as above. */
export function sourceSelection(options: StoreOptions): StoreSelection | undefined {
  const { from, fromSecret, fromAccount, account, config } = options;
  if (from !== undefined) {
    return withoutAbsent({
      provider: from,
      secret: fromSecret,
      account: fromAccount ?? account,
      config,
      ...kindOf(options),
    });
  }
  if (fromSecret === undefined && fromAccount === undefined) return undefined;
  throw usageError("--from-secret and --from-account need --from, the store that they are in.");
}

function kindOf({ sms }: StoreOptions): Pick<StoreSelection, "kind"> {
  return sms === true ? { kind: "sms" } : {};
}

function oneOf(
  name: string,
  value: string | undefined,
  otherName: string,
  other: string | undefined,
): string | undefined {
  if (value !== undefined && other !== undefined) throw usageError(`${name} and ${otherName} are the same: give one.`);
  return value ?? other;
}

function withoutAbsent(selection: { readonly [name in keyof StoreSelection]: StoreSelection[name] | undefined }) {
  return Object.fromEntries(Object.entries(selection).filter(([, value]) => value !== undefined)) as StoreSelection;
}
