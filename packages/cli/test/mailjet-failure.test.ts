import { SecretsError, type SecretsErrorCode } from "@mailjet-secrets/core";
import { memoryProvider } from "@mailjet-secrets/testing";
import { describe, expect, it, vi } from "vitest";
import { mailjetStep } from "../src/check/mailjet-step.ts";
import { senderStep } from "../src/check/sender-step.ts";
import { EXIT } from "../src/exit-codes.ts";
import { probeMailjet } from "../src/mailjet-probe.ts";

const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
const refusal = vi.hoisted(() => ({ error: new Error("none") }));

// What a factory says after a machine slept, or was busy for longer than a bound, cannot be brought about from outside.
vi.mock("@mailjet-secrets/core", async (original) => {
  const request = async (): Promise<never> => {
    throw refusal.error;
  };
  const core = await original<typeof import("@mailjet-secrets/core")>();
  const failing = { get: () => ({ request }), post: () => ({ request }), close: async () => {} };
  return { ...core, createMailjetClientFactory: () => failing, createRealFactory: core.createMailjetClientFactory };
});

async function credentials() {
  const { createRealFactory } = (await import("@mailjet-secrets/core")) as unknown as {
    readonly createRealFactory: typeof import("@mailjet-secrets/core").createMailjetClientFactory;
  };
  const factory = createRealFactory({ provider: memoryProvider({ mail: PAIR }), secret: "mail" });
  const read = await factory.credentials();
  await factory.close();
  return read;
}

describe("a failure of this library while Mailjet is asked", () => {
  it.each<SecretsErrorCode>(["TIMEOUT", "UNAVAILABLE", "RATE_LIMITED"])("is not one of the store: %s", async (code) => {
    refusal.error = new SecretsError(code, "It took too long.");
    const result = await probeMailjet(PAIR, { host: "localhost" });
    expect(result).toMatchObject({ outcome: "unreachable", exitCode: EXIT.mailjetUnreachable });
    expect(result.text).toContain(code);
    const steps = [
      await mailjetStep(await credentials(), {}),
      await senderStep("you@example.com", await credentials(), {}),
    ];
    expect(steps.map(({ exitCode }) => exitCode)).toEqual([EXIT.mailjetUnreachable, EXIT.mailjetUnreachable]);
  });

  it("keeps its own code where somebody has to mend the configuration", async () => {
    refusal.error = new SecretsError("INVALID_CONFIG", "The proxy is insecure.");
    await expect(probeMailjet(PAIR, { host: "localhost" })).rejects.toMatchObject({ code: "INVALID_CONFIG" });
    expect(await mailjetStep(await credentials(), {})).toMatchObject({ exitCode: EXIT.configuration });
    expect(await senderStep("you@example.com", await credentials(), {})).toMatchObject({
      exitCode: EXIT.configuration,
    });
  });
});
