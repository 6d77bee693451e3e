import { fakeClock } from "@mailjet-secrets/testing";
import { expect, it } from "vitest";
import { awsEnvironment } from "./support/aws-environment.ts";
import { read, sdkProvider } from "./support/open-provider.ts";
import { refusal } from "./support/refusal.ts";
import { PAIR, startEmulator } from "./support/start-emulator.ts";

const ROLE = "arn:aws:iam::222222222222:role/mail";

it("remembers no failure that may pass at once", async () => {
  const emulator = await startEmulator({ roles: [{ arn: ROLE }] });
  awsEnvironment({ AWS_ENDPOINT_URL_STS: emulator.url });
  const provider = sdkProvider(emulator, { roleArn: ROLE, clock: fakeClock() });
  emulator.fail({ kind: "reset", operation: "AssumeRole", times: 1 });
  await refusal(read(provider), "UNAVAILABLE");
  expect((await read(provider)).values).toEqual(PAIR);
});

it("assumes no role in a loop whose credentials are refused however new they are", async () => {
  const emulator = await startEmulator({ roles: [{ arn: ROLE }] });
  awsEnvironment({ AWS_ENDPOINT_URL_STS: emulator.url });
  const clock = fakeClock();
  const provider = sdkProvider(emulator, { roleArn: ROLE, clock });
  emulator.fail({ kind: "error", name: "UnrecognizedClientException", operation: "GetSecretValue" });
  for (let count = 0; count < 10; count += 1) await refusal(read(provider), "UNAUTHENTICATED");
  expect(emulator.received).toHaveLength(4); // twice: the role, and the read
  emulator.clearFaults();
  await clock.advance(60_000);
  expect((await read(provider)).values).toEqual(PAIR);
});

it("assumes a role, keeps its credentials, and assumes it anew when they have expired", async () => {
  const emulator = await startEmulator({ roles: [{ arn: ROLE, externalId: "shop" }] });
  awsEnvironment({ AWS_ENDPOINT_URL_STS: emulator.url });
  const provider = sdkProvider(emulator, { roleArn: ROLE, externalId: "shop" });
  await read(provider);
  await read(provider);
  const issued = emulator.received.at(-1)?.accessKeyId ?? "";
  expect(emulator.received.map(({ operation }) => operation)).toEqual([
    "AssumeRole",
    "GetSecretValue",
    "GetSecretValue",
  ]);
  expect(issued).toMatch(/^ASIA/);
  emulator.expireAccessKey(issued);
  expect((await read(provider)).values).toEqual(PAIR);
  expect(emulator.received.slice(3).map(({ operation }) => operation)).toEqual([
    "GetSecretValue",
    "AssumeRole",
    "GetSecretValue",
  ]);
});

it("names sts:AssumeRole when the role may not be assumed, and tells base credentials that AWS refuses", async () => {
  const emulator = await startEmulator({ roles: [{ arn: ROLE, externalId: "shop" }] });
  awsEnvironment({ AWS_ENDPOINT_URL_STS: emulator.url });
  const denied = await refusal(read(sdkProvider(emulator, { roleArn: ROLE })), "ACCESS_DENIED");
  expect(denied.message).toContain(`may not assume the role "${ROLE}"`);
  expect(denied.hint).toContain("sts:AssumeRole");
  emulator.expireAccessKey(emulator.accessKey.accessKeyId);
  const expired = await refusal(read(sdkProvider(emulator, { roleArn: ROLE, externalId: "shop" })), "UNAUTHENTICATED");
  expect(expired.message).toContain("to assume the role");
});

it("calls a service of credentials that cannot be reached UNAVAILABLE", async () => {
  const emulator = await startEmulator({ roles: [{ arn: ROLE }] });
  awsEnvironment({ AWS_ENDPOINT_URL_STS: emulator.url });
  emulator.fail({ kind: "reset", operation: "AssumeRole" });
  const error = await refusal(read(sdkProvider(emulator, { roleArn: ROLE })), "UNAVAILABLE");
  expect(error.message).toContain("gives AWS credentials");
  expect(emulator.received).toHaveLength(1); // core tries again, inside its own deadline
});
