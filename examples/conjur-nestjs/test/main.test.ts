import { signUpServerContract } from "../../support/test/sign-up-server-contract.ts";
import { startEmulatedConjur } from "../src/emulated-conjur.ts";

signUpServerContract({
  script: new URL("../dist/main.js", import.meta.url),
  listening: /Listening at (\S+)\n/,
  provider: "conjur",
  startStore: startEmulatedConjur,
  token: /Token token=|"protected"|eyJ/, // an access token of Conjur, or a JWT
});
