import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { fakeClock } from "@mailjet-secrets/testing";
import { describe, expect, it } from "vitest";
import { send } from "./support/raw-request.ts";
import { sdkClient } from "./support/sdk-client.ts";
import { NEXT_PAIR, PAIR, startEmulator } from "./support/start-emulator.ts";

const TOKEN = "11111111-2222-4333-8444-555555555555";
const OTHER_TOKEN = "99999999-8888-4777-8666-555555555555";
const get = (id: string, more: object = {}): GetSecretValueCommand =>
  new GetSecretValueCommand({ SecretId: id, ...more });

describe("the service", () => {
  it("answers the SDK by name, ARN and ARN without suffix", async () => {
    const emulator = await startEmulator();
    const client = sdkClient(emulator);
    const arn = emulator.arnOf("mail");
    for (const id of ["mail", arn, arn.slice(0, -7)]) {
      const found = await client.send(get(id));
      expect(found).toMatchObject({ ARN: arn, Name: "mail", VersionStages: ["AWSCURRENT"] });
      expect(JSON.parse(found.SecretString ?? "")).toEqual(PAIR);
      expect(found.CreatedDate).toBeInstanceOf(Date);
    }
  });

  it("takes the end of a name for the random suffix, as the real service does", async () => {
    const emulator = await startEmulator({ secrets: { "mail-secret": PAIR } });
    const partial = emulator.arnOf("mail-secret").slice(0, -7);
    await expect(sdkClient(emulator).send(get(partial))).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  it("gives bytes back as bytes", async () => {
    const emulator = await startEmulator({ secrets: { bytes: Uint8Array.of(0xff, 0xfe, 0) } });
    const found = await sdkClient(emulator).send(get("bytes"));
    expect(found.SecretString).toBeUndefined();
    expect([...(found.SecretBinary ?? [])]).toEqual([0xff, 0xfe, 0]);
  });

  it("moves the labels when a version is put, and reads by version and by label", async () => {
    const emulator = await startEmulator();
    const client = sdkClient(emulator);
    const first = emulator.stagesOf("mail")["AWSCURRENT"];
    await client.send(new PutSecretValueCommand({ SecretId: "mail", SecretString: "two", ClientRequestToken: TOKEN }));
    expect(emulator.stagesOf("mail")).toEqual({ AWSCURRENT: TOKEN, AWSPREVIOUS: first });
    expect((await client.send(get("mail"))).SecretString).toBe("two");
    expect((await client.send(get("mail", { VersionStage: "AWSPREVIOUS" }))).VersionId).toBe(first);
    expect((await client.send(get("mail", { VersionId: first }))).VersionStages).toEqual(["AWSPREVIOUS"]);
    const described = await client.send(new DescribeSecretCommand({ SecretId: "mail" }));
    expect(described.VersionIdsToStages).toEqual({ [TOKEN]: ["AWSCURRENT"], [first ?? ""]: ["AWSPREVIOUS"] });
  });

  it("takes the same token with the same value as done, and refuses it with another", async () => {
    const emulator = await startEmulator();
    const client = sdkClient(emulator);
    const put = (text: string): PutSecretValueCommand =>
      new PutSecretValueCommand({ SecretId: "mail", SecretString: text, ClientRequestToken: TOKEN });
    await client.send(put("two"));
    await client.send(put("two"));
    await expect(client.send(put("three"))).rejects.toMatchObject({ name: "ResourceExistsException" });
  });

  it("moves AWSCURRENT only from the version that holds it", async () => {
    const emulator = await startEmulator();
    const client = sdkClient(emulator);
    const first = emulator.stagesOf("mail")["AWSCURRENT"];
    emulator.putSecret("mail", NEXT_PAIR, { versionId: TOKEN, stages: ["AWSPENDING"] });
    const move = (from: string | undefined): UpdateSecretVersionStageCommand =>
      new UpdateSecretVersionStageCommand({
        SecretId: "mail",
        VersionStage: "AWSCURRENT",
        MoveToVersionId: TOKEN,
        RemoveFromVersionId: from,
      });
    await expect(client.send(move(undefined))).rejects.toMatchObject({ name: "InvalidParameterException" });
    await expect(client.send(move(OTHER_TOKEN))).rejects.toMatchObject({ name: "InvalidParameterException" });
    await client.send(move(first));
    expect(emulator.stagesOf("mail")).toEqual({ AWSCURRENT: TOKEN, AWSPREVIOUS: first, AWSPENDING: TOKEN });
    const end = { SecretId: "mail", VersionStage: "AWSPENDING", RemoveFromVersionId: TOKEN };
    await client.send(new UpdateSecretVersionStageCommand(end));
    expect(emulator.stagesOf("mail")).not.toHaveProperty("AWSPENDING");
  });

  it("creates a secret once", async () => {
    const client = sdkClient(await startEmulator());
    const create = new CreateSecretCommand({ Name: "new", SecretString: "x", ClientRequestToken: TOKEN });
    expect((await client.send(create)).VersionId).toBe(TOKEN);
    expect((await client.send(get("new"))).SecretString).toBe("x");
    await expect(client.send(create)).rejects.toMatchObject({ name: "ResourceExistsException" });
  });

  it("deletes at once, or for later, from which a secret can be restored", async () => {
    const client = sdkClient(await startEmulator());
    await client.send(new DeleteSecretCommand({ SecretId: "mail", RecoveryWindowInDays: 7 }));
    await expect(client.send(get("mail"))).rejects.toMatchObject({ name: "InvalidRequestException" });
    await client.send(new RestoreSecretCommand({ SecretId: "mail" }));
    expect((await client.send(get("mail"))).Name).toBe("mail");
    await client.send(new DeleteSecretCommand({ SecretId: "mail", ForceDeleteWithoutRecovery: true }));
    await expect(client.send(get("mail"))).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  it("refuses what does not exist, is to be deleted, is denied, or cannot be decrypted", async () => {
    const emulator = await startEmulator();
    const client = sdkClient(emulator);
    const refusal = (name: string, message: string) => ({ name, message: expect.stringContaining(message) as unknown });
    await expect(client.send(get("other"))).rejects.toMatchObject(refusal("ResourceNotFoundException", "can't find"));
    await expect(client.send(get("mail", { VersionStage: "AWSPENDING" }))).rejects.toMatchObject(
      refusal("ResourceNotFoundException", "staging label: AWSPENDING"),
    );
    emulator.scheduleDeletion("mail");
    await expect(client.send(get("mail"))).rejects.toMatchObject(
      refusal("InvalidRequestException", "marked for deletion"),
    );
    emulator.scheduleDeletion("mail", false);
    emulator.deny("GetSecretValue");
    await expect(client.send(get("mail"))).rejects.toMatchObject(refusal("AccessDeniedException", "not authorized"));
    emulator.allow();
    emulator.denyKey("mail");
    await expect(client.send(get("mail"))).rejects.toMatchObject(refusal("AccessDeniedException", "KMS"));
    emulator.denyKey("mail", false);
    expect((await client.send(get("mail"))).Name).toBe("mail");
  });

  it("notes what arrived without values, signatures and tokens", async () => {
    const emulator = await startEmulator();
    const client = sdkClient(emulator);
    await client.send(new PutSecretValueCommand({ SecretId: "mail", SecretString: "canary-value-0123" }));
    const [entry] = emulator.received;
    expect(entry).toMatchObject({ service: "secretsmanager", operation: "PutSecretValue", status: 200 });
    expect(entry?.accessKeyId).toBe(emulator.accessKey.accessKeyId);
    expect(JSON.stringify(emulator.received)).not.toMatch(/canary|Signature|security-token/i);
  });
});

describe("the log-in", () => {
  const key = { accessKeyId: "AKIAEMULATED00000002", secretAccessKey: "not-the-emulators-secret-0123456789abcdef" };

  it("refuses an unknown key, a wrong secret, a wrong region and a missing session token", async () => {
    const emulator = await startEmulator({
      accessKeys: [{ accessKeyId: "ASIAEMULATED00000001", secretAccessKey: "right-secret", sessionToken: "session" }],
    });
    const names = [
      [key, "UnrecognizedClientException"],
      [{ ...emulator.accessKey, secretAccessKey: key.secretAccessKey }, "InvalidSignatureException"],
      [{ ...emulator.accessKey, sessionToken: "another" }, "UnrecognizedClientException"],
    ] as const;
    for (const [credentials, name] of names) {
      await expect(sdkClient(emulator, { credentials }).send(get("mail"))).rejects.toMatchObject({ name });
    }
    const abroad = sdkClient(emulator, { region: "us-east-1" }).send(get("mail"));
    await expect(abroad).rejects.toMatchObject({ name: "InvalidSignatureException" });
    expect((await sdkClient(emulator).send(get("mail"))).Name).toBe("mail");
  });

  it("refuses an expired key and one that was removed", async () => {
    const emulator = await startEmulator();
    emulator.expireAccessKey(emulator.accessKey.accessKeyId);
    await expect(sdkClient(emulator).send(get("mail"))).rejects.toMatchObject({ name: "ExpiredTokenException" });
    emulator.removeAccessKey(emulator.accessKey.accessKeyId);
    await expect(sdkClient(emulator).send(get("mail"))).rejects.toMatchObject({ name: "UnrecognizedClientException" });
  });

  it("refuses a signature that is too old or too new, and tells its own time, by which the SDK corrects itself", async () => {
    for (const shift of [-600_000, 600_000]) {
      const clock = fakeClock(Date.now() + shift);
      const emulator = await startEmulator({ clock });
      await expect(sdkClient(emulator).send(get("mail"))).rejects.toMatchObject({ name: "InvalidSignatureException" });
      expect((await sdkClient(emulator, { maxAttempts: 2 }).send(get("mail"))).Name).toBe("mail");
    }
  });

  it("refuses requests without a signature or with a malformed one", async () => {
    const emulator = await startEmulator();
    const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": "secretsmanager.GetSecretValue" };
    const post = { method: "POST", headers, body: '{"SecretId":"mail"}' };
    const missing = await send(emulator.url, post);
    expect(missing).toMatchObject({ status: 400, headers: { "content-type": "application/x-amz-json-1.1" } });
    expect(JSON.parse(missing.text)).toMatchObject({ __type: "MissingAuthenticationTokenException" });
    const malformed = { ...post, headers: { ...headers, authorization: "AWS4-HMAC-SHA256 Credential=x" } };
    expect(JSON.parse((await send(emulator.url, malformed)).text)).toMatchObject({
      __type: "IncompleteSignatureException",
    });
  });

  it("knows only POST with the content type of the protocol", async () => {
    const emulator = await startEmulator();
    expect(await send(emulator.url)).toMatchObject({ status: 404, headers: { "content-type": "text/xml" } });
    const wrong = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
    expect((await send(emulator.url, wrong)).text).toContain("UnknownOperationException");
  });
});
