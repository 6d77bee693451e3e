import { describe, expect, it } from "vitest";
import { createMailjet, type MailjetSecretsConfig, SecretsError } from "../src/index.ts";

const KEY = "00112233445566778899aabbccddeeff";
const SECRET = "ffeeddccbbaa99887766554433221100";

/** The message of the error that `createMailjet` throws for this object. */
function refusal(config: unknown): string {
  try {
    createMailjet(config as MailjetSecretsConfig);
  } catch (error) {
    expect(SecretsError.is(error, "INVALID_CONFIG")).toBe(true);
    return (error as SecretsError).message;
  }
  throw new Error("It was accepted.");
}

describe("createMailjet", () => {
  it("sends with the pair of the environment without any configuration", async () => {
    const environment = { MJ_APIKEY_PUBLIC: KEY, MJ_APIKEY_PRIVATE: SECRET };
    await using mailjet = createMailjet({ env: { environment, files: false } });
    const credentials = await mailjet.credentials();
    expect([credentials.provider, credentials.apiKey(), credentials.apiSecret()]).toEqual(["env", KEY, SECRET]);
  });

  it("throws at once for an option it does not know, and names the nearest", () => {
    expect(refusal({ timeoutMS: 5 })).toBe(
      "The configuration has a mistake: timeoutMS: is not an option (did you mean timeoutMs?).",
    );
  });
});
