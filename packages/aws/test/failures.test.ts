import type { SecretsErrorCode } from "@mailjet-secrets/core";
import { startMailjetEmulator } from "@mailjet-secrets/testing";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { kindOfFailure } from "../src/aws-failure.ts";
import { awsProvider } from "../src/index.ts";
import { agentProvider, closing, read, sdkProvider } from "./support/open-provider.ts";
import { refusal } from "./support/refusal.ts";
import { sdkClient } from "./support/sdk-client.ts";
import { startEmulator } from "./support/start-emulator.ts";

/** Name, code, and a word of the hint or message that helps. */
const ROWS: readonly (readonly [name: string, code: SecretsErrorCode, says: string])[] = [
  ["ResourceNotFoundException", "NOT_FOUND", 'no secret "mail" in eu-west-1'],
  ["InvalidRequestException", "NOT_FOUND", "restore-secret"],
  ["InvalidParameterException", "INVALID_CONFIG", "version or stage"],
  ["ValidationException", "INVALID_CONFIG", "version or stage"],
  ["DecryptionFailure", "ACCESS_DENIED", "kms:Decrypt"],
  ["KMSAccessDeniedException", "ACCESS_DENIED", "kms:Decrypt"],
  ["KMSDisabledException", "ACCESS_DENIED", "enabled"],
  ["AccessDeniedException", "ACCESS_DENIED", "secretsmanager:GetSecretValue"],
  ["AccessDenied", "ACCESS_DENIED", "secretsmanager:GetSecretValue"],
  ["NotAuthorized", "ACCESS_DENIED", "secretsmanager:GetSecretValue"],
  ["OptInRequired", "ACCESS_DENIED", "secretsmanager:GetSecretValue"],
  ["ExpiredTokenException", "UNAUTHENTICATED", "expired"],
  ["ExpiredToken", "UNAUTHENTICATED", "expired"],
  ["UnrecognizedClientException", "UNAUTHENTICATED", "credentials"],
  ["InvalidSignatureException", "UNAUTHENTICATED", "credentials"],
  ["SignatureDoesNotMatch", "UNAUTHENTICATED", "credentials"],
  ["InvalidClientTokenId", "UNAUTHENTICATED", "credentials"],
  ["IncompleteSignature", "UNAUTHENTICATED", "credentials"],
  ["MissingAuthenticationTokenException", "UNAUTHENTICATED", "credentials"],
  ["RequestExpired", "UNAUTHENTICATED", "clock"],
  ["RequestTimeTooSkewed", "UNAUTHENTICATED", "clock"],
  ["ThrottlingException", "RATE_LIMITED", "too many requests"],
  ["TooManyRequestsException", "RATE_LIMITED", "too many requests"],
  ["LimitExceededException", "RATE_LIMITED", "quota"],
  ["InternalServiceError", "UNAVAILABLE", "could not answer"],
  ["InternalFailure", "UNAVAILABLE", "could not answer"],
  ["ServiceUnavailable", "UNAVAILABLE", "could not answer"],
  ["RequestTimeout", "TIMEOUT", "in time"],
  ...[
    "NobodyKnowsThisException",
    "UnknownOperationException",
    "SerializationException",
    "RegionDisabledException",
    "MissingParameter",
  ].map((name) => [name, "UNEXPECTED_RESPONSE", `in eu-west-1 answers ${name} to`] as const),
];

describe.each(ROWS)("%s", (name, code, says) => {
  it(`is ${code}, and says what to do`, async () => {
    const emulator = await startEmulator();
    emulator.fail({ kind: "error", name });
    const error = await refusal(read(sdkProvider(emulator)), code);
    expect(error.message).toContain(says);
  });

  it("is the same in another casing and namespace, and with another status", async () => {
    const emulator = await startEmulator();
    for (const other of [`com.amazonaws.secretsmanager#${name}`, `${name}:http://internal.amazon.com/`]) {
      emulator.fail({ kind: "error", name: other, times: 2, status: 404 });
      await refusal(read(sdkProvider(emulator)), code);
      emulator.clearFaults();
    }
    const facts = { message: "", status: 403 };
    const known = kindOfFailure({ name, ...facts });
    expect(kindOfFailure({ name: name.toUpperCase(), ...facts })).toBe(known);
  });

  it("is the same by the agent", async () => {
    const emulator = await startEmulator();
    emulator.fail({ kind: "error", name });
    await refusal(read(agentProvider(emulator)), code);
  });
});

describe("an error of AWS whose name is not known", () => {
  it("is named by the word, by SDK and agent, and not called a proxy's page", async () => {
    const emulator = await startEmulator();
    emulator.fail({
      kind: "error",
      name: "com.amazonaws.secretsmanager#RegionDisabledException:http://x/",
      status: 403,
    });
    for (const provider of [sdkProvider(emulator), agentProvider(emulator)]) {
      const error = await refusal(read(provider), "UNEXPECTED_RESPONSE");
      expect(error.message).toContain("answers RegionDisabledException to secretsmanager:GetSecretValue");
      expect(error.message).not.toMatch(/amazonaws|http|proxy/i);
      expect(error.hint).toContain("Check the region");
      expect(error.retryable).toBe(false);
    }
  });

  it("keeps the words of a name that is none to itself, and calls it no answer of AWS", async () => {
    const emulator = await startEmulator();
    for (const name of ["c45e90ab7d1f4e268a3b5c7d9e1f2a40", "Please sign in", "", "A".repeat(200)]) {
      emulator.fail({ kind: "error", name, times: 2 });
      for (const provider of [sdkProvider(emulator), agentProvider(emulator)]) {
        const error = await refusal(read(provider), "UNEXPECTED_RESPONSE");
        expect(error.message).toContain("not one of AWS");
      }
    }
  });
});

describe("answers that are none of the service", () => {
  const BODIES = [
    ["html", "UNEXPECTED_RESPONSE"],
    ["empty", "UNEXPECTED_RESPONSE"],
    ["huge", "UNEXPECTED_RESPONSE"],
    ["cut", "UNEXPECTED_RESPONSE"],
  ] as const;

  it.each(BODIES)("a 200 with %s is %s, by SDK and by agent", async (body, code) => {
    const emulator = await startEmulator();
    emulator.fail({ kind: "garbage", body });
    const error = await refusal(read(sdkProvider(emulator)), code);
    expect(error.retryable).toBe(false);
    await refusal(read(agentProvider(emulator)), code);
    expect(emulator.received).toHaveLength(2);
  });

  it("says of an answer of 10 MB that it is too large", async () => {
    const emulator = await startEmulator();
    emulator.fail({ kind: "garbage", body: "huge" });
    expect((await refusal(read(sdkProvider(emulator)), "UNEXPECTED_RESPONSE")).message).toMatch(/larger than 1 MiB/);
  });

  it.each([
    [403, "UNEXPECTED_RESPONSE"],
    [407, "UNEXPECTED_RESPONSE"],
    [429, "RATE_LIMITED"],
    [500, "UNAVAILABLE"],
    [502, "UNAVAILABLE"],
    [503, "UNAVAILABLE"],
    [504, "UNAVAILABLE"],
  ] as const)("a page with status %i is %s", async (status, code) => {
    const emulator = await startEmulator();
    for (const body of ["html", "json", "empty"] as const) {
      emulator.fail({ kind: "status", status, body, times: 2 });
      for (const provider of [sdkProvider(emulator), agentProvider(emulator)]) {
        const error = await refusal(read(provider), code);
        if (code === "UNEXPECTED_RESPONSE") expect(error.hint).toContain("proxy");
      }
    }
  });

  it("hands on how long to wait", async () => {
    const emulator = await startEmulator();
    emulator.fail({ kind: "status", status: 503, retryAfterSeconds: 3 });
    expect((await refusal(read(sdkProvider(emulator)), "UNAVAILABLE")).retryAfterMs).toBe(3_000);
    expect((await refusal(read(agentProvider(emulator)), "UNAVAILABLE")).retryAfterMs).toBe(3_000);
  });
});

describe("what is not reached, or not configured", () => {
  it("a closed port is UNAVAILABLE", async () => {
    const emulator = await startEmulator();
    await emulator.close();
    const error = await refusal(read(sdkProvider(emulator)), "UNAVAILABLE");
    expect(error.message).toContain("in eu-west-1 cannot be reached");
    expect(error.cause).toEqual({ name: "Error", code: "ECONNREFUSED" });
    await refusal(read(agentProvider(emulator)), "UNAVAILABLE");
  });

  it("a connection that a firewall forbids is not taken for a file that may not be read", () => {
    const facts = { name: "Error", message: "", code: "EACCES" };
    expect(kindOfFailure({ ...facts, syscall: "connect" })).toBe("not reached");
    expect(kindOfFailure({ ...facts, syscall: "open" })).toBe("file");
    expect(kindOfFailure({ name: "Error", message: "", code: "EISDIR", syscall: "read" })).toBe("file");
  });

  it.each(["ECONNRESET", "EPIPE"])("a connection that is cut while it is read (%s) is told from a file", (code) => {
    expect(kindOfFailure({ name: "Error", message: "", code, syscall: "read" })).toBe("reset");
  });

  it("a certificate that is not trusted is UNAVAILABLE, and names the variable for another authority", async () => {
    const stranger = await startMailjetEmulator();
    onTestFinished(() => stranger.close());
    // No switch for the whole process decides; Node.js warns about it.
    vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    onTestFinished(() => void vi.unstubAllEnvs());
    const provider = sdkProvider(await startEmulator(), { endpoint: stranger.url });
    const error = await refusal(read(provider), "UNAVAILABLE");
    expect(error.hint).toContain("NODE_EXTRA_CA_CERTS");
  });

  it("a region that is none is INVALID_CONFIG", async () => {
    const emulator = await startEmulator();
    const error = await refusal(read(sdkProvider(emulator, { region: "Europe, somewhere" })), "INVALID_CONFIG");
    expect(error.message).toContain('"Europe, somewhere"');
  });

  it("a version that does not exist is told apart from a secret that does not", async () => {
    const provider = sdkProvider(await startEmulator());
    const error = await refusal(read(provider, { requestedVersion: "AWSPENDING" }), "NOT_FOUND");
    expect(error.message).toContain('The secret "mail" has no version "AWSPENDING"');
    const id = "11111111-2222-4333-8444-555555555555";
    expect((await refusal(read(provider, { requestedVersion: id }), "NOT_FOUND")).message).toContain(id);
  });

  it("a secret whose name speaks of KMS is not taken for a matter of its key", async () => {
    const emulator = await startEmulator({ secrets: { KMS: "x" } });
    emulator.deny();
    const error = await refusal(read(sdkProvider(emulator), { id: "KMS" }), "ACCESS_DENIED");
    expect(error.hint).toContain("secretsmanager:GetSecretValue");
  });

  it("a failure of an injected client that is nothing known is UNEXPECTED_RESPONSE, and the next read works", async () => {
    const emulator = await startEmulator();
    const client = sdkClient(emulator);
    let broken = true;
    client.middlewareStack.add(
      (next) => (input) => {
        if (broken) throw new RangeError("text of a plug-in, with a canary-0123456789");
        return next(input);
      },
      { step: "initialize" },
    );
    const provider = closing(awsProvider({ client }));
    const error = await refusal(read(provider), "UNEXPECTED_RESPONSE");
    expect(error.message).not.toContain("canary");
    expect(error.cause).toEqual({ name: "RangeError" });
    broken = false;
    expect((await read(provider)).values).toHaveProperty("public");
  });
});
