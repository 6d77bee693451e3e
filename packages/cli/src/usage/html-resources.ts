import { momentText } from "./describe.ts";
import type { Reading } from "./evidence.ts";
import type { Finding } from "./finding.ts";
import { html, type Markup } from "./markup.ts";
import type { UsageReport } from "./usage-report.ts";

/** What else there is at Mailjet: senders, webhooks, tokens, keys, users; what is new is marked. */
export function resourcesSection({ evidence, anomalies: { findings } }: UsageReport): Markup {
  const { senders, webhooks, tokens, subKeys, users } = evidence;
  return html`<section class="long" aria-labelledby="resources">
<h2 id="resources">What else there is at Mailjet</h2>
${[
  resource("Users and their last log-ins", users, ["user", "last log-in", "from"], {
    row: ({ email, lastLoginAt, lastIp }) => [email, moment(lastLoginAt), lastIp ?? "not told"],
    isNew: among(findings, "new-user"),
  }),
  resource("Senders", senders, ["address", "name", "status", "created"], {
    row: ({ email, name, status, createdAt }) => [email, name, status, moment(createdAt)],
    isNew: among(findings, "new-sender"),
  }),
  resource("Webhooks", webhooks, ["address, without login and query", "event", "status"], {
    row: ({ url, eventType, status }) => [url, eventType, status],
    isNew: among(findings, "new-webhook", "changed-webhook"),
  }),
  resource("API tokens", tokens, ["number", "kind", "access", "state", "created", "last used"], {
    row: ({ id, tokenType, allowedAccess, isActive, createdAt, lastUsedAt }) => [
      id,
      tokenType,
      allowedAccess,
      stateText(isActive),
      moment(createdAt),
      moment(lastUsedAt),
    ],
    isNew: among(findings, "new-token"),
  }),
  resource("Other keys of the account", subKeys, ["name", "id", "state", "created"], {
    row: ({ name, id, isActive, createdAt }) => [name, id, stateText(isActive), moment(createdAt)],
    isNew: among(findings, "new-key", "reactivated-key"),
  }),
]}
</section>`;
}

interface Shown<Each> {
  readonly row: (each: Each) => readonly string[];
  readonly isNew: (id: string) => boolean;
}

function resource<Each extends { readonly id: string }>(
  title: string,
  reading: Reading<readonly Each[]>,
  columns: readonly string[],
  { row, isNew }: Shown<Each>,
): Markup {
  const text = {
    "not-allowed": "The key is not allowed to see them.",
    failed: "They could not be read.",
    read: "None.",
  }[reading.status];
  if (reading.status !== "read" || reading.value.length === 0) {
    return html`<h3>${title}</h3>
<p>${text}</p>`;
  }
  const rows = reading.value.map((each) => ({ cells: row(each), isNew: isNew(each.id) }));
  return html`<h3>${title}</h3>
<div class="tables"><table>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}<th scope="col"></th></tr></thead>
<tbody>
${rows.map(
  (each) =>
    html`<tr class="${each.isNew ? "odd" : ""}">${each.cells.map((cell) => html`<td>${cell}</td>`)}<td>${each.isNew ? html`<span class="tag">new</span>` : ""}</td></tr>`,
)}
</tbody>
</table></div>`;
}

function among(findings: readonly Finding[], ...kinds: readonly Finding["kind"][]): (id: string) => boolean {
  const ids = new Set(findings.filter(({ kind }) => kinds.includes(kind)).map(({ id }) => id));
  return (id) => ids.has(id);
}

function moment(text: string | undefined): string {
  return text === undefined ? "not told" : momentText(text);
}

function stateText(isActive: boolean): string {
  return isActive ? "active" : "inactive";
}
