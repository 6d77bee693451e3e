import type { AdminCallOptions, ApiKey, CreatedApiKey, MailjetAdmin } from "./mailjet-admin.ts";
import { type ListRequest, listRows, type Row, readRow, rowsOf } from "./rows.ts";
import type { AdminRequest, Session } from "./session.ts";

type ApiKeyCalls = Pick<MailjetAdmin, "listApiKeys" | "findApiKey" | "createApiKey" | "updateApiKey">;

interface KeyChanges {
  readonly name?: string;
  readonly isActive?: boolean;
}

const LIST: ListRequest = { resource: "apikey", doing: "the list of API keys" };

/** The calls about API keys. */
export function apiKeyCalls(session: Session): ApiKeyCalls {
  return {
    listApiKeys: (options) => listRows(session, LIST, apiKeyOf, options),
    async findApiKey(apiKey, options) {
      requireText("apiKey", apiKey);
      const list = { ...LIST, filters: { APIKey: apiKey }, doing: "the search for an API key" };
      // Should Mailjet not heed the filter, another key must not be taken for this one.
      return (await listRows(session, list, apiKeyOf, options)).find((key) => key.apiKey() === apiKey);
    },
    async createApiKey({ name }, options) {
      requireText("name", name);
      return createdKey(
        session,
        { method: "POST", path: "/v3/REST/apikey", body: { Name: name }, doing: "the making of an API key" },
        options,
      );
    },
    async updateApiKey(id, changes, options) {
      if (typeof id !== "string" || !/^\d+$/.test(id)) throw new TypeError("id must be a text of digits.");
      return updateKey(session, id, changes, options);
    },
  };
}

async function createdKey(session: Session, request: AdminRequest, options?: AdminCallOptions): Promise<CreatedApiKey> {
  const answer = await session.call(request, options);
  const [fields, second] = rowsOf(answer, request, session);
  if (fields === undefined || second !== undefined) throw session.useless(request, "without exactly one key");
  const row = readRow(fields, request, session);
  const [apiKey, apiSecret] = [row.secret("APIKey"), row.secret("SecretKey")];
  return { ...apiKeyOf(row), pair: { apiKey: () => apiKey, apiSecret: () => apiSecret } };
}

async function updateKey(
  session: Session,
  id: string,
  { name, isActive }: KeyChanges,
  options: AdminCallOptions | undefined,
): Promise<{ readonly changed: boolean }> {
  const body = {
    ...(name === undefined ? {} : { Name: name }),
    ...(isActive === undefined ? {} : { IsActive: isActive }),
  };
  if (Object.keys(body).length === 0) throw new TypeError("changes must hold name or isActive.");
  const request: AdminRequest = {
    method: "PUT",
    path: `/v3/REST/apikey/${id}`,
    body,
    doing: `the change of the API key ${id}`,
    accepts: ({ status }) => status === 304,
  };
  const answer = await session.call(request, options);
  if (answer.status === 304) return { changed: false };
  if (answer.isEmpty && answer.status === 204) return { changed: true };
  const [fields] = rowsOf(answer, request, session);
  const row = fields && readRow(fields, request, session);
  // Somebody may rely on it that a leaked key is dead now.
  if (row === undefined || row.id("ID") !== id) throw session.useless(request, "about no or another key");
  if (isActive !== undefined && row.flag("IsActive") !== isActive)
    throw session.useless(request, "the key is as it was");
  return { changed: true };
}

function apiKeyOf(row: Row): ApiKey {
  const apiKey = row.secret("APIKey");
  return {
    id: row.id("ID"),
    name: row.text("Name"),
    isActive: row.flag("IsActive"),
    isMaster: row.flag("IsMaster"),
    runlevel: row.text("Runlevel"),
    ...row.optional("CreatedAt", "createdAt"),
    apiKey: () => apiKey,
  };
}

function requireText(name: string, value: unknown): void {
  if (typeof value !== "string" || value.trim() === "")
    throw new TypeError(`${name} must be a text that is not empty.`);
}
