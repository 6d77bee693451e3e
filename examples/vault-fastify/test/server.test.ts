import { startServer } from "@mailjet-secrets/example-support";
import { expect, it, onTestFinished } from "vitest";
import { emulatedSurroundings } from "../../support/test/emulated-surroundings.ts";
import { signUpServerContract } from "../../support/test/sign-up-server-contract.ts";
import { startEmulatedVault } from "../src/emulated-vault.ts";

const SERVER = {
  script: new URL("../dist/server.js", import.meta.url),
  listening: /Server listening at (http:[^"]+)"/,
};

signUpServerContract({
  ...SERVER,
  provider: "vault",
  startStore: startEmulatedVault,
  token: /\bs\.[A-Za-z0-9]{20,}/,
});

it("at SIGTERM gives its token back to Vault", async () => {
  const { store, environment } = await emulatedSurroundings(startEmulatedVault);
  const server = startServer({ ...SERVER, environment });
  onTestFinished(() => server.kill());
  await server.url();
  expect(await server.terminate()).toBe(0);
  expect(store.emulator.received.at(-1)).toMatchObject({ path: "/v1/auth/token/revoke-self", status: 204 });
});
