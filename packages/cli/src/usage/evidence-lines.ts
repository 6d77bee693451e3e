import { numberText } from "./describe.ts";
import type { Evidence, KeyFacts, Reading, UserEntry } from "./evidence.ts";

/** The key in one line: name, id, fingerprint, and what is known of its state. */
export function keyLine(key: KeyFacts): string {
  const title = key.id === undefined ? "" : `${key.name || "(no name)"} (id ${key.id}), `;
  return `${title}${stateLine(key)}`;
}

/** The same without name and id. */
export function stateLine({ fingerprint, isActive, isMaster, runlevel }: KeyFacts): string {
  const state = [
    isMaster === undefined ? "" : isMaster ? "primary key" : "key of a sub-account",
    isActive === false ? "inactive" : "",
    runlevel === undefined || runlevel === "Normal" ? "" : `run level ${runlevel}`,
  ].filter(Boolean);
  return [`fingerprint ${fingerprint}`, ...state].join(", ");
}

/** What else there is at Mailjet, a row for each resource: its name and what was seen. */
export function seenLines({
  senders,
  webhooks,
  tokens,
  subKeys,
  users,
}: Evidence): readonly (readonly [string, string])[] {
  return [
    [
      "Senders",
      seen(senders, ({ email, status }) => (status === "Active" ? email : `${email} (${status.toLowerCase()})`)),
    ],
    ["Webhooks", seen(webhooks, ({ url, eventType }) => `${url} (${eventType})`)],
    ["API tokens", seen(tokens, ({ id, tokenType }) => `${id} (${tokenType})`)],
    ["Other keys", seen(subKeys, ({ id, name, isActive }) => `${name} (id ${id}${isActive ? "" : ", inactive"})`)],
    ["Users", seen(users, ({ email }) => email)],
  ];
}

/** A line for each user: who, when, from where. `moment`: how a time is written. */
export function loginLines(users: readonly UserEntry[], moment: (text: string) => string): readonly string[] {
  return users.map(({ email, lastLoginAt, lastIp }) => {
    const when = lastLoginAt === undefined ? "Mailjet does not say when" : moment(lastLoginAt);
    return `${email}: ${when}${lastIp === undefined ? "" : `, from ${lastIp}`}`;
  });
}

const MOST = 5;

function seen<Each>(reading: Reading<readonly Each[]>, text: (each: Each) => string): string {
  if (reading.status === "not-allowed") return "not allowed to see";
  if (reading.status === "failed") return "could not be read";
  if (reading.value.length === 0) return "none";
  const more = reading.value.length > MOST ? `, and ${numberText(reading.value.length - MOST)} more` : "";
  return `${reading.value.length}: ${reading.value.slice(0, MOST).map(text).join(", ")}${more}`;
}
