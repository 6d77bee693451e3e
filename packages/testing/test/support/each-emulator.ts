import type { Clock } from "@mailjet-secrets/core";
import { onTestFinished } from "vitest";
import { startAwsEmulator } from "../../src/aws-emulator.ts";
import { startConjurEmulator } from "../../src/conjur-emulator.ts";
import type { Emulator } from "../../src/emulator/emulator.ts";
import { startMailjetEmulator } from "../../src/mailjet-emulator.ts";
import { startVaultEmulator } from "../../src/vault-emulator.ts";
import { basic } from "./mailjet-calls.ts";
import { type RawAnswer, type RawRequest, rawRequest } from "./raw-request.ts";

/** An emulator of any kind, and a request that it answers with 200. */
export interface AnyEmulator extends Emulator {
  readonly received: readonly { readonly status?: number; readonly receivedAt: number }[];
  /** Sends the request. */
  ask(options?: RawRequest): Promise<RawAnswer>;
  /** What holds and faults know the request by. */
  readonly subject: string;
}

const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };

/** By name: starts an emulator that ends with the test. */
export const EACH_EMULATOR: Readonly<Record<string, (clock?: Clock) => Promise<AnyEmulator>>> = {
  async aws(clock) {
    const emulator = await startAwsEmulator({ secrets: { mail: PAIR }, ...(clock && { clock }) });
    const headers = { "x-aws-parameters-secrets-token": emulator.agent.token };
    return asking(emulator, "agent", () => ["/secretsmanager/get?secretId=mail", { headers }]);
  },
  async conjur(clock) {
    const login = "host/app";
    const emulator = await startConjurEmulator({
      roles: [{ login }],
      variables: { mail: JSON.stringify(PAIR) },
      ...(clock && { clock }),
    });
    return asking(emulator, "/secrets", () => {
      const token = Buffer.from(emulator.issueAccessToken(login)).toString("base64");
      return ["/secrets/dev/variable/mail", { headers: { authorization: `Token token="${token}"` } }];
    });
  },
  async mailjet(clock) {
    const emulator = await startMailjetEmulator({ keys: [PAIR], ...(clock && { clock }) });
    const headers = { authorization: basic(PAIR.apiKey, PAIR.apiSecret) };
    return asking(emulator, "/v3/REST", () => ["/v3/REST/sender", { headers, ca: emulator.certificate }]);
  },
  async vault(clock) {
    const emulator = await startVaultEmulator({ ...(clock && { clock }) });
    emulator.put("secret/mail", PAIR);
    const headers = { "x-vault-token": emulator.rootToken };
    return asking(emulator, "/v1/secret", () => ["/v1/secret/data/mail", { headers }]);
  },
};

function asking<E extends Emulator & Pick<AnyEmulator, "received">>(
  emulator: E,
  subject: string,
  request: () => readonly [path: string, options: RawRequest],
): AnyEmulator {
  onTestFinished(() => emulator.close());
  const ask = (more: RawRequest = {}): Promise<RawAnswer> => {
    const [path, options] = request();
    return rawRequest(emulator.url + path, { ...options, ...more });
  };
  return Object.defineProperties(emulator, {
    ask: { value: ask },
    subject: { value: subject },
  }) as unknown as AnyEmulator;
}
