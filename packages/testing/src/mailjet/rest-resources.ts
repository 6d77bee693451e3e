import type { KeyRecord, Row } from "./accounts.ts";
import { type Answer, restError, timestamp } from "./answer.ts";
import { counterRows } from "./counters.ts";
import { isOn, messageRows } from "./message-rows.ts";
import { apiTokenRow, templateRow, webhookRow } from "./own-rows.ts";
import { pseudoSecret } from "./pseudo-secret.ts";
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

/** Mailjet's own ones are listed to everybody, unless the list is asked for by its owner. */
const GALLERY_TEMPLATE: Row = { ID: 1, Name: "Gallery", OwnerType: "global", EditMode: 1, Locale: "en_US" };

/** The resources below `/v3/REST/`. */
export const restResources: Readonly<Record<string, RestResource>> = {
  apikey: {
    rows: ({ world, key }) =>
      (key.isMaster ? world.accounts.all() : [key]).map((record) => ({
        ...keyRow(record),
        ...(world.listsSecrets ? { SecretKey: record.apiSecret } : {}),
      })),
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
      ...senderRow({ email: String(fields["Email"]), status: "Inactive" }, world.clock.now(), world.numbers),
      ...fields,
    })),
    rows: ({ key, query }) =>
      key.rows.sender.filter((row) => row["Status"] !== "Deleted" || isOn(query, "ShowDeleted")),
    remove(row) {
      row["Status"] = "Deleted";
    },
    required: ["Email"],
    writable: ["Email", "Name", "EmailType", "IsDefaultSender"],
    actions: { validate: validateSender },
  },
  eventcallbackurl: {
    ...ownRows("eventcallbackurl", (fields, { world, key }) => ({ ...webhookRow(key, {}, world), ...fields })),
    required: ["Url"],
    writable: ["Url", "EventType", "IsBackup", "Status", "Version"],
  },
  apitoken: {
    ...ownRows("apitoken", (fields, { world, key }) => ({ ...apiTokenRow(key, {}, world), ...fields })),
    required: ["TokenType", "AllowedAccess"],
    writable: ["TokenType", "AllowedAccess", "ACL", "IsActive", "Lang", "Timezone", "ValidFor", "SentData"],
  },
  template: {
    ...ownRows("template", (fields, { world }) => ({ ...templateRow({}, world), ...fields })),
    rows: ({ key }) => [...key.rows.template, { ...GALLERY_TEMPLATE }],
    required: ["Name"],
    writable: ["Name", "Author", "Description", "EditMode", "Locale", "OwnerType", "Purposes"],
  },
  metasender: {
    rows: ({ world }) => world.metaSenders.map((Email, index) => ({ ID: index + 1, Email, IsEnabled: true })),
  },
  user: { rows: ({ world }) => world.users },
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
      const place = key.rows[name].indexOf(row);
      if (place >= 0) key.rows[name].splice(place, 1);
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
