// npm start: the service against an emulated Vault and Mailjet, or with MAILJET_SECRETS_LIVE=1 against the real ones.
import { runExample } from "@mailjet-secrets/example-support";
import { startEmulatedVault } from "./emulated-vault.ts";

await runExample({
  title: "A Fastify service whose Mailjet keys are in Vault, behind an AppRole:",
  script: new URL("./show.js", import.meta.url),
  emulate: startEmulatedVault,
  live: "VAULT_ADDR=… VAULT_ROLE_ID=… VAULT_SECRET_ID_FILE=… MAIL_FROM=…",
});
