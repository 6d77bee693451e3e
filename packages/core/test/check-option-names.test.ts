import { expect, it } from "vitest";
import { checkOptionNames, SecretsError } from "../src/index.ts";

const KNOWN = ["region", "timeoutMs", "roleArn"];

function failure(options: unknown): SecretsError {
  try {
    checkOptionNames("aws", options as object, KNOWN);
  } catch (error) {
    if (SecretsError.is(error, "INVALID_CONFIG")) return error;
  }
  throw new Error("no INVALID_CONFIG was thrown");
}

it("known names pass, and so does none", () => {
  expect(() => checkOptionNames("aws", { region: "eu-west-1", timeoutMs: undefined }, KNOWN)).not.toThrow();
  expect(() => checkOptionNames("aws", {}, KNOWN)).not.toThrow();
});

it("an unknown name is told with the nearest and all known ones", () => {
  const error = failure({ regoin: "eu-west-1" });
  expect(error.message).toBe(
    "Not an option of the aws provider: regoin (did you mean region?). There are region, timeoutMs, roleArn.",
  );
  expect(error.provider).toBe("aws");
});

it("all unknown names are told at once, those that are near to none too", () => {
  expect(failure({ timeout: 3, region: "eu-west-1", colour: "red", rolearn: "x" }).message).toContain(
    "provider: timeout (did you mean timeoutMs?), colour, rolearn (did you mean roleArn?).",
  );
});

it.each(["toString", "constructor", "__proto__"])("%s is not a known name because every object has it", (name) => {
  const options = JSON.parse(`{"${name}": 1}`);
  expect(failure(options).message).toContain(`provider: ${name}.`);
});

it("a key in the place of a name is not shown, nor is any value", () => {
  const error = failure({ "00112233445566778899aabbccddeeff": "ffeeddccbbaa99887766554433221100" });
  expect(error.message).not.toMatch(/00112233|ffeeddcc/);
});

it.each([
  ["null", null],
  ["undefined", undefined],
  ["a text", "eu-west-1"],
  ["a list", ["eu-west-1"]],
])("%s in the place of the options is an INVALID_CONFIG", (_, options) => {
  expect(failure(options).message).toContain("The options of the aws provider are not an object.");
});
