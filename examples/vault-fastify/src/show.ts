// One sign-up and one look at its health, as a person wants to see them. `demo.ts` starts this.
import { showSignUp } from "@mailjet-secrets/example-support";
import { readSettings } from "./settings.ts";
import { createSignUpApp } from "./sign-up-app.ts";

const app = await createSignUpApp(readSettings(process.env));
await showSignUp(await app.listen({ port: 0, host: "127.0.0.1" }));
await app.close();
