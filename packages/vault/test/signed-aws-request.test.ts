import { expect, it } from "vitest";
import { signedAwsRequest } from "../src/signed-aws-request.ts";

const KEYS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
const now = Date.UTC(2026, 0, 1);

it("signs as the AWS SDK does", async () => {
  const scope = { region: "eu-west-1", serverId: "vault.example.com", now };
  const { url, body, headers } = await signedAwsRequest({ ...KEYS, sessionToken: "the-session-token" }, scope);
  expect(url).toBe("https://sts.eu-west-1.amazonaws.com/");
  expect(body).toBe("Action=GetCallerIdentity&Version=2011-06-15");
  expect(headers).toEqual({
    "content-type": "application/x-www-form-urlencoded; charset=utf-8",
    host: "sts.eu-west-1.amazonaws.com",
    "x-amz-date": "20260101T000000Z",
    "x-amz-security-token": "the-session-token",
    "x-vault-aws-iam-server-id": "vault.example.com",
    // From SignatureV4 of @smithy/signature-v4 5.7.5 for the same request.
    authorization:
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/eu-west-1/sts/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-vault-aws-iam-server-id, Signature=8867e20c2af962dfcb2a4ff9fda86398e9a0bc8fe8f36741ab828f6d92892baa",
  });
});

it("asks the global endpoint without a region, and that of China in China", async () => {
  const global = await signedAwsRequest(KEYS, { now });
  expect(global.url).toBe("https://sts.amazonaws.com/");
  expect(global.headers["authorization"]).toContain("/us-east-1/sts/");
  const china = await signedAwsRequest(KEYS, { region: "cn-north-1", now });
  expect(china.url).toBe("https://sts.cn-north-1.amazonaws.com.cn/");
});
