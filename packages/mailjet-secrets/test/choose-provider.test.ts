import { expect, it } from "vitest";
import { chooseProvider } from "../src/choose-provider.ts";
import { recordingProvider } from "./support/pair.ts";
import { refusal } from "./support/refusal.ts";

it("The provider is env without any configuration", () => {
  expect(chooseProvider({ secret: "prod/mailjet" })).toBe("env");
});

it.each(["env", "aws", "vault", "conjur"] as const)("The provider is %s if that is the only block", (word) => {
  expect(chooseProvider({ [word]: {} })).toBe(word);
});

it("The provider is the named one, whatever blocks are there", () => {
  expect(chooseProvider({ provider: "conjur", aws: {}, vault: {}, conjur: {} })).toBe("conjur");
  expect(chooseProvider({ provider: "env", vault: {} })).toBe("env");
});

it("The provider is the object, where one is given", () => {
  const provider = recordingProvider();
  expect(chooseProvider({ provider, aws: {}, vault: {} })).toBe(provider);
});

it("Several blocks and no name are refused, with both ways to choose", async () => {
  expect(await refusal(() => chooseProvider({ vault: {}, aws: {} }))).toBe(
    'The configuration has several providers: aws, vault. Choose one: provider: "aws", or MAILJET_SECRETS_PROVIDER=aws.',
  );
});
