import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import type { ConjurAuth } from "../src/index.ts";
import { API_KEY, connect, failureOf, LOGIN, PRIVATE, PUBLIC, read, startConjur } from "./support/conjur.ts";

const PAIR = { values: { "api-key": PUBLIC, "secret-key": PRIVATE } };
const IAM_LOGIN = "host/mailjet/aws/123456789012/mail-sender";
const AWS_IDENTITY = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  sessionToken: "session/token+example==",
  account: "123456789012",
  role: "mail-sender",
};
const AWS_VARIABLES = {
  AWS_ACCESS_KEY_ID: AWS_IDENTITY.accessKeyId,
  AWS_SECRET_ACCESS_KEY: AWS_IDENTITY.secretAccessKey,
  AWS_SESSION_TOKEN: AWS_IDENTITY.sessionToken,
};

it.each([
  ["with a session token", AWS_IDENTITY],
  ["without one", { ...AWS_IDENTITY, sessionToken: undefined }],
])("logs in by a signed request of AWS, %s", async (_, { accessKeyId, secretAccessKey, sessionToken }) => {
  const known = { ...AWS_IDENTITY, sessionToken };
  const emulator = await startConjur({
    roles: [{ login: IAM_LOGIN }],
    authenticators: ["authn-iam/prod"],
    awsIdentities: [sessionToken === undefined ? (({ sessionToken: _none, ...rest }) => rest)(known) : AWS_IDENTITY],
  });
  const credentials = () => ({ accessKeyId, secretAccessKey, sessionToken });
  for (const region of ["us-east-1", "eu-west-1", "cn-north-1"]) {
    const auth: ConjurAuth = { method: "awsIam", serviceId: "prod", login: IAM_LOGIN, credentials, region };
    await expect(read(connect(emulator, { auth }))).resolves.toEqual(PAIR);
  }
});

it("takes AWS credentials and region from the environment, and adds the host/ of a login by IAM", async () => {
  const emulator = await startConjur({
    roles: [{ login: IAM_LOGIN }],
    authenticators: ["authn-iam/prod"],
    awsIdentities: [AWS_IDENTITY],
  });
  const auth: ConjurAuth = { method: "awsIam", serviceId: "prod", login: IAM_LOGIN.replace("host/", "") };
  const environment = { ...AWS_VARIABLES, AWS_DEFAULT_REGION: "eu-central-1" };
  await expect(read(connect(emulator, { auth, environment }))).resolves.toEqual(PAIR);
  const wrongRole = { ...auth, login: "host/mailjet/aws/123456789012/other" };
  const error = await failureOf(read(connect(emulator, { auth: wrongRole, environment })));
  expect(error).toMatchObject({ code: "UNAUTHENTICATED" });
  expect(error.hint).toContain("AWS account and role name");
  expect(error.hint).toContain("eu-central-1");
});

it("names what is missing for a login by IAM", async () => {
  const emulator = await startConjur();
  const auth: ConjurAuth = { method: "awsIam", serviceId: "prod", login: IAM_LOGIN };
  const error = await failureOf(read(connect(emulator, { auth, environment: { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE" } })));
  expect(error).toMatchObject({ code: "INVALID_CONFIG" });
  expect(error.message).toContain("AWS_SECRET_ACCESS_KEY is not set");
  const throwing = { ...auth, credentials: () => Promise.reject(new Error("no role")) };
  expect(await failureOf(read(connect(emulator, { auth: throwing })))).toMatchObject({ code: "UNAUTHENTICATED" });
});

it("loads what signs requests of AWS at a login by IAM, and at no other", async () => {
  const emulator = await startConjur({
    roles: [{ login: LOGIN, apiKey: API_KEY }, { login: IAM_LOGIN }],
    authenticators: ["authn-iam/prod"],
    awsIdentities: [AWS_IDENTITY],
  });
  const script = `
    import { createRequire } from "node:module";
    import { conjurProvider } from "@mailjet-secrets/conjur";
    const { cache } = createRequire(import.meta.url);
    const { signal } = new AbortController();
    for (const auth of [{ method: "apiKey", login: "${LOGIN}" }, { method: "awsIam", serviceId: "prod", login: "${IAM_LOGIN}" }]) {
      const provider = conjurProvider({ applianceUrl: "${emulator.url}", account: "dev", auth });
      await provider.read({ id: "mailjet/pair" }, { signal });
      console.log(auth.method, Object.keys(cache).some((file) => file.includes("aws4")));
      await provider.close();
    }
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
    cwd: join(import.meta.dirname, ".."),
    env: { PATH: process.env["PATH"], CONJUR_AUTHN_API_KEY: API_KEY, ...AWS_VARIABLES },
  });
  expect(stdout).toBe("apiKey false\nawsIam true\n");
});
