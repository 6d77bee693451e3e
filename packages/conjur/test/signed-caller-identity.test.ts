import { expect, it } from "vitest";
import { signedCallerIdentity } from "../src/signed-caller-identity.ts";

it("signs as the SDK of AWS does", async () => {
  const credentials = {
    accessKeyId: "AKIDEXAMPLE",
    secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    sessionToken: "session/token+example==",
  };
  const headers = await signedCallerIdentity(credentials, "eu-west-1", Date.UTC(2026, 0, 1, 12, 30, 45, 999));
  // Made with @smithy/signature-v4 5.7.5 from the same request.
  expect(headers).toEqual({
    host: "sts.eu-west-1.amazonaws.com",
    "x-amz-date": "20260101T123045Z",
    "x-amz-security-token": credentials.sessionToken,
    "x-amz-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    authorization:
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/eu-west-1/sts/aws4_request, " +
      "SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token, " +
      "Signature=2c9b273c2642e3073c8e6e1f2ac5a635f5719b0f952608833a9d4b4c22d9a4d7",
  });
});
