import { expect, it } from "vitest";
import { canaryForms, findCanary } from "../../../test/support/canary.ts";
import type { EmulatedStore } from "../src/emulated-store.ts";
import type { Pair } from "../src/pair.ts";
import { runScript } from "../src/run-script.ts";
import { emulatedSurroundings, OLD } from "./emulated-surroundings.ts";

/** The demonstration to be tested. */
export interface SignUpDemo {
  readonly script: URL;
  /** The name of its provider. */
  readonly provider: string;
  readonly startStore: (pair: Pair) => Promise<EmulatedStore<{ readonly loginCount: number }>>;
  /** What the store gives for a login looks like this. */
  readonly token: RegExp;
}

/** Registers the tests of `npm start` of an example with `POST /sign-up` and `GET /health`. */
export function signUpDemoContract({ script, provider, startStore, token }: SignUpDemo): void {
  it("npm start shows a mail accepted by the emulated Mailjet, and no key in any output, not even with DEBUG=*", async () => {
    const { code, stdout, stderr } = await runScript(script);
    expect(code).toBe(0);
    expect(stdout).toContain("POST /sign-up 202");
    expect(stdout).toMatch(new RegExp(`GET /health 200 .*"state":"fresh".*"provider":"${provider}"`));
    // The pair is random: any text of its shape would be one of its halves.
    expect(stdout + stderr).not.toMatch(/[0-9a-f]{32}|[A-Za-z0-9+/]{40}/);
    expect(stdout + stderr).not.toMatch(token);
  });

  it("with MAILJET_SECRETS_LIVE=1 uses the store of the environment and lets Mailjet deliver nothing", async () => {
    const { mailjet, store, environment } = await emulatedSurroundings(startStore); // in place of the real ones
    const { code, stdout, stderr } = await runScript(script, {
      environment: { ...environment, MAILJET_SECRETS_LIVE: "1", MAIL_FROM: "you@example.com" },
    });
    expect(code).toBe(0);
    expect(stdout).toContain("POST /sign-up 202");
    expect(store.emulator.loginCount).toBe(1);
    expect(mailjet.received).toMatchObject([{ status: 200, body: { SandboxMode: true } }]);
    expect(mailjet.messages).toEqual([]);
    expect(findCanary(stdout + stderr, canaryForms(OLD.apiKey, OLD.apiSecret, store.login))).toBeUndefined();
  });
}
