import { expect, it, vi } from "vitest";
import { connect, read, startConjur } from "./support/conjur.ts";

const files = new Map<string, string>();

vi.mock("../src/text-file.ts", () => ({ readTextFile: async (path: string) => files.get(path) }));

it("takes the JWT of the Kubernetes service account when nothing names another one", async () => {
  const emulator = await startConjur({ authenticators: ["authn-jwt/prod"] });
  files.set("/var/run/secrets/kubernetes.io/serviceaccount/token", `${emulator.issueWebToken("host/mailjet/app")}\n`);
  await expect(read(connect(emulator, { auth: { method: "jwt", serviceId: "prod" } }))).resolves.toBeDefined();
});
