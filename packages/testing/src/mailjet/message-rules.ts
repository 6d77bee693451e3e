/** One entry of `Errors` of a message of Send API v3.1, without its identifier. */
export interface MessageError {
  readonly ErrorCode: string;
  readonly StatusCode: number;
  readonly ErrorMessage: string;
  readonly ErrorRelatedTo: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

const MAXIMUM_ITEMS = 50;
const ADDRESS = /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@.,;<>"]+$/;
const TYPES: Readonly<Record<string, "string" | "boolean" | "int64" | "array" | "object">> = {
  Subject: "string",
  TextPart: "string",
  HTMLPart: "string",
  CustomID: "string",
  EventPayload: "string",
  MonitoringCategory: "string",
  CustomCampaign: "string",
  URLTags: "string",
  TemplateID: "int64",
  Priority: "int64",
  TemplateLanguage: "boolean",
  TemplateErrorDeliver: "boolean",
  DeduplicateCampaign: "boolean",
  Headers: "object",
  Variables: "object",
  Attachments: "array",
  InlinedAttachments: "array",
};
const ALLOWED: Readonly<Record<string, readonly unknown[]>> = {
  Priority: [0, 1, 2, 3],
  TrackOpens: ["account_default", "disabled", "enabled"],
  TrackClicks: ["account_default", "disabled", "enabled"],
};
const ATTACHMENT_FIELDS = ["ContentType", "Filename", "Base64Content"];

const problem = (code: string, message: string, ...relatedTo: string[]): MessageError => ({
  ErrorCode: code,
  StatusCode: 400,
  ErrorMessage: message,
  ErrorRelatedTo: relatedTo,
});
const isMissing = (value: unknown): boolean => value === undefined || value === null;

/** An object as JSON has it; neither `null` nor an array. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Complaint about a mandatory property that is missing (`mj-0003`). */
export function missingProperty(name: string): MessageError {
  return problem("mj-0003", "Missing mandatory property.", name);
}

/** Complaint about a property of a wrong type (`mj-0004`). */
export function wrongType(name: string, expected: string): MessageError {
  return problem("mj-0004", `Type mismatch. Expected type "${expected}".`, name);
}

/** Complaint about an array that is empty or longer than 50 (`mj-0007`, `mj-0008`); nothing when it is neither. */
export function arraySize(name: string, items: readonly unknown[]): MessageError[] {
  if (items.length === 0) return [problem("mj-0007", "Array must contain at least one element.", name)];
  if (items.length <= MAXIMUM_ITEMS) return [];
  return [problem("mj-0008", `Array may contain at most ${MAXIMUM_ITEMS} elements.`, name)];
}

/** Checks one message as Send API v3.1 does; an empty answer means that it is well-formed. */
export function messageErrors(message: Fields): MessageError[] {
  return [
    ...fromErrors(message["From"]),
    ...recipientErrors(message),
    ...typeErrors(message),
    ...valueErrors(message),
    ...attachmentErrors(message),
    ...contentErrors(message),
  ];
}

function fromErrors(from: unknown): MessageError[] {
  return isMissing(from) ? [missingProperty("From")] : addressErrors("From", from);
}

function addressErrors(name: string, value: unknown): MessageError[] {
  if (!isFields(value)) return [wrongType(name, "email")];
  const email = value["Email"];
  if (isMissing(email)) return [missingProperty(`${name}.Email`)];
  if (typeof email !== "string") return [wrongType(`${name}.Email`, "string")];
  if (email === "") return [problem("mj-0012", "Empty string is not allowed.", `${name}.Email`)];
  return ADDRESS.test(email) ? [] : [problem("mj-0013", `"${email}" is an invalid email address.`, `${name}.Email`)];
}

function recipientErrors(message: Fields): MessageError[] {
  const errors: MessageError[] = [];
  let count = 0;
  for (const field of ["To", "Cc", "Bcc"]) {
    const list = message[field];
    if (isMissing(list)) continue;
    if (!Array.isArray(list)) errors.push(wrongType(field, "array of emails"));
    else if (list.length === 0 && field === "To") errors.push(...arraySize(field, list));
    else errors.push(...list.flatMap((entry, index) => addressErrors(`${field}[${index}]`, entry)));
    count += Array.isArray(list) ? list.length : 1;
  }
  if (isMissing(message["To"])) errors.push(missingProperty("To"));
  if (count > MAXIMUM_ITEMS) {
    errors.push(problem("send-0015", `A message may have at most ${MAXIMUM_ITEMS} recipients.`, "To", "CC", "BCC"));
  }
  return isMissing(message["ReplyTo"]) ? errors : [...errors, ...addressErrors("ReplyTo", message["ReplyTo"])];
}

function typeErrors(message: Fields): MessageError[] {
  return Object.entries(TYPES)
    .filter(([name, type]) => !isMissing(message[name]) && typeOf(message[name]) !== type)
    .map(([name, type]) => wrongType(name, type));
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "int64" : typeof value;
}

function valueErrors(message: Fields): MessageError[] {
  const errors = Object.entries(ALLOWED)
    .filter(([name, values]) => !isMissing(message[name]) && !values.includes(message[name]))
    .map(([name]) => problem("mj-0005", "The value is not one of the allowed values.", name));
  const subject = message["Subject"];
  if (typeof subject === "string" && subject.length > 255) {
    errors.push(problem("mj-0006", "The value has more than 255 characters.", "Subject"));
  }
  return errors;
}

function attachmentErrors(message: Fields): MessageError[] {
  return ["Attachments", "InlinedAttachments"].flatMap((field) => {
    const list = message[field];
    if (!Array.isArray(list)) return [];
    const missing = list.flatMap((entry, index) =>
      ATTACHMENT_FIELDS.filter((name) => !isFields(entry) || isMissing(entry[name])).map((name) =>
        missingProperty(`${field}[${index}].${name}`),
      ),
    );
    return list.length > MAXIMUM_ITEMS ? [...missing, ...arraySize(field, list)] : missing;
  });
}

function contentErrors(message: Fields): MessageError[] {
  const parts = ["HTMLPart", "TextPart", "TemplateID"];
  if (parts.every((part) => isMissing(message[part]) || message[part] === "")) {
    return [problem("send-0003", "At least one of HTMLPart, TextPart or TemplateID must be provided.", ...parts)];
  }
  if (message["DeduplicateCampaign"] === true && isMissing(message["CustomCampaign"])) {
    const names = ["CustomCampaign", "DeduplicateCampaign"];
    return [problem("send-0012", "DeduplicateCampaign requires CustomCampaign.", ...names)];
  }
  const needsLanguage = !isMissing(message["TemplateErrorReporting"]) || !isMissing(message["TemplateErrorDeliver"]);
  if (!needsLanguage || !isMissing(message["TemplateLanguage"])) return [];
  return [problem("send-0016", "TemplateLanguage is required for template error handling.", "TemplateLanguage")];
}
