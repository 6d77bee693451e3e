import { signUpDemoContract } from "../../support/test/sign-up-demo-contract.ts";
import { startEmulatedVault } from "../src/emulated-vault.ts";

signUpDemoContract({
  script: new URL("../dist/demo.js", import.meta.url),
  provider: "vault",
  startStore: startEmulatedVault,
  token: /\bs\.[A-Za-z0-9]{20,}/,
});
