import { createHash } from "node:crypto";
import type { KeyRecord, Row } from "./accounts.ts";
import { type Answer, restError, timestamp } from "./answer.ts";
import { counterRows } from "./counters.ts";
import { messageRows } from "./message-rows.ts";
import { senderRow } from "./senders.ts";
import type { World } from "./world.ts";

/** One call of a REST resource, by a key that has logged in. */
export interface RestContext {
  readonly world: World;
  readonly key: KeyRecord;
  readonly query: URLSearchParams;
}

/** What one REST resource can do. Methods whose function is absent answer with 405. */
export interface RestResource {
  /** Objects that the key may see. */
  rows(context: RestContext): readonly Row[] | Answer;
  /** Fields that must stand in a POST. */
  readonly required?: readonly string[];
  /** Fields that may stand in a POST or PUT. */
  readonly writable?: readonly string[];
  /** Whether only a primary key may write. @default false */
  readonly masterOnly?: boolean;
  /** Why a POST is refused now, if it is. */
  refusal?(context: RestContext): Answer | undefined;
  create?(fields: Row, context: RestContext): Row;
  update?(row: Row, changes: Row, context: RestContext): Row;
  remove?(row: Row, context: RestContext): void;
  readonly actions?: Readonly<Record<string, (row: Row) => Row>>;
}

type OwnRows = keyof KeyRecord["rows"];

/** The resources below `/v3/REST/`. */
export const restResources: Readonly<Record<string, RestResource>> = {
  apikey: {
    rows: ({ world, key }) => (key.isMaster ? world.accounts.all() : [key]).map(keyRow),
    required: ["Name"],
    writable: ["Name", "ACL", "IsActive"],
    masterOnly: true,
    refusal: ({ world }) =>
      world.accounts.all().length < world.maximumKeys ? undefined : restError(403, "No further API key is allowed."),
    create: createKey,
    update: updateKey,
  },
  sender: {
    ...ownRows("sender", (fields, { world }) => ({
      ...senderRow(String(fields["Email"]), "Inactive", world.clock.now(), world.numbers),
      ...fields,
    })),
    required: ["Email"],
    writable: ["Email", "Name", "EmailType", "IsDefaultSender"],
    actions: { validate: validateSender },
  },
  eventcallbackurl: {
    ...ownRows("eventcallbackurl", (fields, { world, key }) => ({
      ID: world.numbers.id(),
      APIKeyID: key.id,
      EventType: "open",
      IsBackup: false,
      Status: "alive",
      Version: 1,
      ...fields,
    })),
    required: ["Url"],
    writable: ["Url", "EventType", "IsBackup", "Status", "Version"],
  },
  apitoken: {
    ...ownRows("apitoken", (fields, { world, key }) => {
      const id = world.numbers.id();
      const Token = pseudoSecret(`token ${id}`);
      return { ID: id, APIKeyID: key.id, Token, IsActive: true, CreatedAt: timestamp(world.clock.now()), ...fields };
    }),
    required: ["TokenType", "AllowedAccess"],
    writable: ["TokenType", "AllowedAccess", "ACL", "IsActive", "Lang", "Timezone", "ValidFor", "SentData"],
  },
  metasender: {
    rows: ({ world }) => world.metaSenders.map((Email, index) => ({ ID: index + 1, Email, IsEnabled: true })),
  },
  user: {
    rows: ({ world }) => [
      { ID: 1, ACL: "", Email: "owner@example.com", Locale: "en_US", MaxAllowedAPIKeys: world.maximumKeys },
    ],
  },
  message: { rows: messageRows },
  statcounters: { rows: ({ world, key, query }) => counterRows(key, query, world.outbox) },
};

function ownRows(name: OwnRows, make: (fields: Row, context: RestContext) => Row): RestResource {
  return {
    rows: ({ key }) => key.rows[name],
    create(fields, context) {
      const row = make(fields, context);
      context.key.rows[name].push(row);
      return row;
    },
    update: (row, changes) => Object.assign(row, changes),
    remove(row, { key }) {
      key.rows[name].splice(key.rows[name].indexOf(row), 1);
    },
  };
}

function keyRow(record: KeyRecord): Row {
  return {
    ID: record.id,
    ACL: record.acl,
    APIKey: record.apiKey,
    CreatedAt: timestamp(record.createdAt),
    IsActive: record.isActive,
    IsMaster: record.isMaster,
    Name: record.name,
    QuarantineValue: 0,
    Runlevel: record.suspended ? "Softlock" : "Normal",
    TrackHost: "",
    UserID: 1,
  };
}

function createKey(fields: Row, { world }: RestContext): Row {
  const number = world.numbers.id();
  const record = world.accounts.add({
    apiKey: pseudoSecret(`key ${number}`),
    apiSecret: pseudoSecret(`secret ${number}`),
    name: String(fields["Name"]),
    isActive: fields["IsActive"] !== false,
    senders: [],
    activeAfterMs: world.newKeyActiveAfterMs,
  });
  // The only answer in which the secret stands.
  return { ...keyRow(record), SecretKey: record.apiSecret };
}

function updateKey(row: Row, changes: Row, { world }: RestContext): Row {
  const record = world.accounts.get(String(row["APIKey"]));
  if (changes["Name"] !== undefined) record.name = String(changes["Name"]);
  if (changes["ACL"] !== undefined) record.acl = String(changes["ACL"]);
  if (changes["IsActive"] !== undefined) record.isActive = changes["IsActive"] === true;
  return keyRow(record);
}

function validateSender(row: Row): Row {
  row["Status"] = "Active";
  return { ValidationMethod: "ActivationEmail", Errors: {}, GlobalError: "" };
}

function pseudoSecret(seed: string): string {
  return createHash("sha256").update(`mailjet emulator ${seed}`).digest("hex").slice(0, 32);
}
