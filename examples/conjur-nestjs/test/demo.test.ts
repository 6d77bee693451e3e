import { signUpDemoContract } from "../../support/test/sign-up-demo-contract.ts";
import { startEmulatedConjur } from "../src/emulated-conjur.ts";

signUpDemoContract({
  script: new URL("../dist/demo.js", import.meta.url),
  provider: "conjur",
  startStore: startEmulatedConjur,
  token: /Token token=|"protected"|eyJ/, // an access token of Conjur, or a JWT
});
