import { startMailjetEmulator } from "@mailjet-secrets/testing";
import { afterEach, expect, it, vi } from "vitest";
import { emulatedEnvironment, liveEnvironment } from "../src/environments.ts";

afterEach(() => vi.unstubAllEnvs());

it("keeps your keys, configuration and proxy away from an application that uses emulators", async () => {
  for (const name of ["MJ_APIKEY_PUBLIC", "MAILJET_SECRETS_PROVIDER", "HTTPS_PROXY", "VAULT_TOKEN"])
    vi.stubEnv(name, "x");
  vi.stubEnv("DEBUG", "*");
  await using mailjet = await startMailjetEmulator();
  const environment = await emulatedEnvironment(mailjet);
  expect(Object.values(environment)).not.toContain("x");
  expect(environment).toMatchObject({
    PATH: process.env["PATH"],
    DEBUG: "*",
    MAILJET_SECRETS_HOST: mailjet.host,
    NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(),
  });
});

it("delivers nothing to anybody in a live run unless MAIL_SANDBOX says so", () => {
  expect(liveEnvironment()).toMatchObject({ MAIL_SANDBOX: "1", PATH: process.env["PATH"] });
  vi.stubEnv("MAIL_SANDBOX", "0");
  expect(liveEnvironment()).toMatchObject({ MAIL_SANDBOX: "0" });
});
