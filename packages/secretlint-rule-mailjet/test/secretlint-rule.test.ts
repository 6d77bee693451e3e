import { lintSource } from "@secretlint/core";
import type { SecretLintCoreResult, SecretLintRuleCreator } from "@secretlint/types";
import { describe, expect, it } from "vitest";
import { canaryForms, findCanary, printed } from "../../../test/support/canary.ts";
import { creator, type MailjetRuleOptions } from "../src/index.ts";

const PUBLIC = "3f9c1d7be2a84605b1c7d9e0f2a4b6c8";
const PRIVATE = "c45e90ab7d1f4e268a3b5c7d9e1f2a40";
// Compiles only while our own types of the rule fit those of secretlint.
const rule: SecretLintRuleCreator<MailjetRuleOptions> = creator;
const ENV = `PORT=1\nMJ_APIKEY_PUBLIC=${PUBLIC}\nMJ_APIKEY_PRIVATE=${PRIVATE}\n`;

function lint(content: string, options: MailjetRuleOptions = {}, filePath = "app.env"): Promise<SecretLintCoreResult> {
  return lintSource({
    source: { content, filePath, ext: ".env", contentType: "text" },
    options: {
      locale: "en",
      maskSecrets: true,
      config: { rules: [{ id: "secretlint-rule-mailjet", rule, options }] },
    },
  });
}

describe("the rule for secretlint", () => {
  it("reports both halves where they stand", async () => {
    const { messages } = await lint(ENV);
    expect(messages.map(({ loc, range }) => [loc.start.line, ENV.slice(...range)])).toEqual([
      [2, PUBLIC],
      [3, PRIVATE],
    ]);
    expect(messages.map(({ ruleId, messageId }) => [ruleId, messageId])).toEqual(
      Array(2).fill(["secretlint-rule-mailjet", "MAILJET_KEY_PAIR"]),
    );
  });

  it("says what it is, and nothing of a value", async () => {
    const { messages } = await lint(ENV);
    expect(messages.map(({ message }) => message)).toEqual(
      Array(2).fill(expect.stringMatching(/^found hard-coded Mailjet key pair \(fingerprint [0-9a-f]{8}\)$/)),
    );
    expect(findCanary(printed(messages), canaryForms(PUBLIC, PRIVATE))).toBeUndefined();
  });

  it("reports nothing where there is nothing", async () => {
    expect((await lint("MJ_APIKEY_PUBLIC=$KEY\n")).messages).toEqual([]);
  });

  it("knows the path", async () => {
    const text = `{ "public": "${PUBLIC}", "private": "${PRIVATE}" }`;
    expect((await lint(text, {}, "config/mailjet.json")).messages).toHaveLength(2);
    expect((await lint(text, {}, "config/shop.json")).messages).toHaveLength(0);
  });

  it.each([PUBLIC, PRIVATE, `/^${PUBLIC.slice(0, 6)}/`, `/^${PRIVATE.slice(0, 6).toUpperCase()}/i`])(
    "leaves out what the option allows: case %#",
    async (allow) => {
      expect((await lint(ENV, { allows: [allow] })).messages).toEqual([]);
      expect((await lint(ENV, { allows: [`x${allow}`, "/^0{32}$/g"] })).messages).toHaveLength(2);
    },
  );

  it("refuses options that it cannot use", () => {
    expect(() => lint(ENV, { allows: ["/(/"] })).toThrow("not valid");
    expect(() => lint(ENV, { allows: PUBLIC as never })).toThrow("list of texts");
  });
});
