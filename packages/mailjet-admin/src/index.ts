export type { AskUntilAcceptedOptions } from "./ask-until-accepted.ts";
export { askUntilAccepted } from "./ask-until-accepted.ts";
export { createMailjetAdmin } from "./create-mailjet-admin.ts";
export type {
  AccountUser,
  AdminCallOptions,
  ApiKey,
  ApiToken,
  CounterQuery,
  CounterRow,
  CreatedApiKey,
  KeyPair,
  MailjetAdmin,
  MailjetAdminOptions,
  SandboxResult,
  Sender,
  Template,
  Webhook,
} from "./mailjet-admin.ts";
export { activeSenders, missingSenders } from "./missing-senders.ts";
