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
