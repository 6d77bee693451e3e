import { momentText } from "./describe.ts";
import type { Evidence, Reading } from "./evidence.ts";
import type { Finding } from "./finding.ts";
import type { UsageBaseline } from "./usage-baseline.ts";

interface Entry {
  readonly id: string;
  readonly createdAt?: string;
}

/**
 * Finds what has come up: with a baseline what is not in it, without one (or where that could not be read then) what
 * Mailjet says was created within the period. Webhooks and users have no such time, and need a baseline.
 */
export function findNewcomers(evidence: Evidence, baseline: UsageBaseline | undefined): readonly Finding[] {
  const { senders, tokens, subKeys, users, period } = evidence;
  const fresh = <Each extends Entry>(reading: Reading<readonly Each[]>, known: readonly Entry[] | null | undefined) =>
    newAmong(reading, known ?? undefined, period.from);
  return [
    ...fresh(senders, baseline?.senders).map((each) =>
      finding("new-sender", each, `a new sender: ${each.email}${named(each.name)}, ${each.status.toLowerCase()}`),
    ),
    ...newWebhooks(evidence, baseline),
    ...fresh(tokens, baseline?.tokens).map((each) =>
      finding("new-token", each, `a new API token: number ${each.id}, ${each.tokenType}${used(each.lastUsedAt)}`),
    ),
    ...fresh(subKeys, baseline?.subKeys).map((each) =>
      finding("new-key", each, `a new key in the account: ${each.name} (id ${each.id})`),
    ),
    ...reactivated(evidence, baseline),
    ...fresh(users, baseline?.users).map((each) => finding("new-user", each, `a new user: ${each.email}`)),
  ];
}

function newAmong<Each extends Entry>(
  reading: Reading<readonly Each[]>,
  known: readonly Entry[] | undefined,
  from: number,
): readonly Each[] {
  if (reading.status !== "read") return [];
  if (known === undefined) return reading.value.filter(({ createdAt }) => Date.parse(createdAt ?? "") >= from);
  const ids = new Set(known.map(({ id }) => id));
  return reading.value.filter(({ id }) => !ids.has(id));
}

function newWebhooks({ webhooks }: Evidence, baseline: UsageBaseline | undefined): readonly Finding[] {
  const known = baseline?.webhooks ?? undefined;
  if (webhooks.status !== "read" || known === undefined) return [];
  return webhooks.value.flatMap((each) => {
    const before = known.find(({ id }) => id === each.id);
    const now = `${each.url} for ${each.eventType}`;
    if (before === undefined) return [finding("new-webhook", each, `a new webhook: ${now}`)];
    if (before.url === each.url && before.eventType === each.eventType) return [];
    return [
      finding("changed-webhook", each, `a changed webhook: ${now}, before ${before.url} for ${before.eventType}`),
    ];
  });
}

function reactivated({ subKeys }: Evidence, baseline: UsageBaseline | undefined): readonly Finding[] {
  if (subKeys.status !== "read") return [];
  const inactive = new Set(baseline?.subKeys?.filter(({ isActive }) => !isActive).map(({ id }) => id));
  return subKeys.value
    .filter(({ id, isActive }) => isActive && inactive.has(id))
    .map((each) => finding("reactivated-key", each, `a key that was inactive is active: ${each.name} (id ${each.id})`));
}

function finding(kind: Finding["kind"], { id, createdAt }: Entry, text: string): Finding {
  return { kind, id, text: createdAt === undefined ? text : `${text}, created ${momentText(createdAt)}` };
}

function named(name: string): string {
  return name === "" ? "" : ` ("${name}")`;
}

function used(moment: string | undefined): string {
  return moment === undefined ? "" : `, last used ${momentText(moment)}`;
}
