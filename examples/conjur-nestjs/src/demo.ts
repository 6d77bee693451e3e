// npm start: the application against an emulated Conjur and Mailjet, or with MAILJET_SECRETS_LIVE=1 against the real ones.
import { runExample } from "@mailjet-secrets/example-support";
import { startEmulatedConjur } from "./emulated-conjur.ts";

await runExample({
  title: "A NestJS application whose Mailjet keys are in Conjur, with a JWT as login:",
  script: new URL("./show.js", import.meta.url),
  emulate: startEmulatedConjur,
  live: "CONJUR_APPLIANCE_URL=… CONJUR_ACCOUNT=… CONJUR_AUTHN_JWT_SERVICE_ID=… JWT_TOKEN_PATH=… MAIL_FROM=…",
});
