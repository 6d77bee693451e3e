import { conjurProvider } from "@mailjet-secrets/conjur";
import type { SecretsProvider } from "@mailjet-secrets/core";
import { CONTRACT_FAULTS, type ProviderHarness, providerContract } from "@mailjet-secrets/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { pickingFields } from "../support/picking-fields.ts";
import { liveConjur } from "./support/live-conjur.ts";

const live = liveConjur();
const { signal } = new AbortController();

function connect(apiKey = live.apiKey): SecretsProvider {
  return conjurProvider({
    applianceUrl: live.applianceUrl,
    account: live.account,
    auth: { method: "apiKey", login: live.login, apiKey },
    allowInsecureHttp: true,
    environment: {},
    ...(live.caFile === undefined ? {} : { caFile: live.caFile }),
  });
}

function connectUntilFinished(apiKey?: string): SecretsProvider {
  const provider = connect(apiKey);
  onTestFinished(() => provider.close?.());
  return provider;
}

async function write(provider: SecretsProvider, id: string, values: Readonly<Record<string, string>>): Promise<void> {
  await provider.write?.({ id, ...(id === live.branch ? { fields: Object.keys(values) } : {}) }, values, { signal });
}

function harness(): ProviderHarness {
  const seeding = connect();
  // A value cannot be taken away again: what is gone has another name here.
  let id = `${live.branch}/pair`;
  return {
    unsupported: [...CONTRACT_FAULTS, "versions", "request counts", "open requests", "logins", "conditional writes"],
    get secret() {
      return { id };
    },
    storeSecrets: [live.apiKey],
    open: () => pickingFields(connect()),
    seed: (values) => write(seeding, id, values),
    async remove() {
      id = `${live.branch}/absent`;
    },
    close: async () => seeding.close?.(),
  };
}

describe("a Conjur server", () => {
  providerContract({ describe, it }, harness);

  it("gives two variables by one request, as they are, and no version that does not exist", async () => {
    const provider = connectUntilFinished();
    const values = { key: "0123 +/=", secret: "two\nlines\n" };
    await write(provider, live.branch, values);
    const secret = { id: live.branch, fields: ["key", "secret"] };
    expect(await provider.read(secret, { signal })).toEqual({ values });
    await expect(provider.read({ ...secret, requestedVersion: "999999" }, { signal })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("names what is missing beside what is there", async () => {
    const provider = connectUntilFinished();
    await write(provider, live.branch, { key: "1" });
    const reading = provider.read({ id: live.branch, fields: ["key", "absent", "gone"] }, { signal });
    await expect(reading).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: expect.stringContaining(`"${live.branch}/absent" and "${live.branch}/gone"`),
    });
  });

  it("refuses another API key", async () => {
    const reading = connectUntilFinished(`${live.apiKey}0`).read({ id: `${live.branch}/pair` }, { signal });
    await expect(reading).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });
});
