import { signUpAppContract } from "../../support/test/sign-up-app-contract.ts";
import { createSignUpApp } from "../src/sign-up-app.ts";

signUpAppContract({
  async listen(settings) {
    const app = await createSignUpApp({ ...settings, logger: false });
    const url = await app.listen({ port: 0, host: "127.0.0.1" });
    return { url, close: () => app.close() };
  },
  failure: () => ({ error: "The mail could not be sent." }),
  refusedBodies: [`{"email": "${"a".repeat(300)}@example.org"}`],
});
