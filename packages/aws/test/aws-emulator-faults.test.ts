import { GetSecretValueCommand, PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { fakeClock } from "@mailjet-secrets/testing";
import { describe, expect, it } from "vitest";
import { send } from "./support/raw-request.ts";
import { sdkClient } from "./support/sdk-client.ts";
import { NEXT_PAIR, PAIR, startEmulator } from "./support/start-emulator.ts";

const TOKEN = "11111111-2222-4333-8444-555555555555";
const get = (id: string, more: object = {}): GetSecretValueCommand =>
  new GetSecretValueCommand({ SecretId: id, ...more });

describe("faults", () => {
  it("fails as often and where it is told", async () => {
    const emulator = await startEmulator();
    const client = sdkClient(emulator);
    emulator.fail({ kind: "throttle", times: 1 });
    emulator.fail({ kind: "expired-token", times: 1 });
    emulator.fail({ kind: "error", name: "InternalServiceError", status: 500, times: 1 });
    emulator.fail({ kind: "reset", operation: "PutSecretValue" });
    for (const name of ["ThrottlingException", "ExpiredTokenException", "InternalServiceError"]) {
      await expect(client.send(get("mail"))).rejects.toMatchObject({ name });
    }
    expect((await client.send(get("mail"))).Name).toBe("mail");
    const put = new PutSecretValueCommand({ SecretId: "mail", SecretString: "x" });
    await expect(client.send(put)).rejects.toMatchObject({ code: "ECONNRESET" });
    emulator.clearFaults();
    await client.send(put);
  });

  it("answers garbage: a page, nothing, an answer cut short, 10 MB", async () => {
    const emulator = await startEmulator();
    const client = sdkClient(emulator);
    for (const body of ["html", "cut"] as const) {
      emulator.fail({ kind: "garbage", body, times: 1 });
      await expect(client.send(get("mail"))).rejects.toMatchObject({ name: "SyntaxError" });
    }
    emulator.fail({ kind: "garbage", body: "empty", times: 1 });
    expect((await client.send(get("mail"))).SecretString).toBeUndefined(); // a success, to the SDK
    emulator.fail({ kind: "garbage", body: "huge", times: 1 });
    expect((await client.send(get("mail"))).Name).toBe("mail");
    emulator.fail({ kind: "status", status: 503, retryAfterSeconds: 3, times: 1 });
    expect(await send(emulator.url)).toMatchObject({ status: 503, headers: { "retry-after": "3" } });
  });

  it("answers late by its clock, with what the request did at once, and forgets a caller that has gone", async () => {
    const clock = fakeClock(Date.now());
    const emulator = await startEmulator({ clock });
    const client = sdkClient(emulator);
    emulator.fail({ kind: "delay", ms: 2_000 });
    const answers: string[] = [];
    const hold = emulator.hold();
    const put = client.send(
      new PutSecretValueCommand({ SecretId: "mail", SecretString: "new", ClientRequestToken: TOKEN }),
    );
    const answered = put.then(({ VersionId = "" }) => answers.push(VersionId));
    await hold.arrived(1);
    hold.release();
    expect(emulator.stagesOf("mail")).toMatchObject({ AWSCURRENT: TOKEN });
    await clock.advance(1_999);
    expect(answers).toEqual([]);
    expect(emulator.openRequests).toBe(1);
    await clock.advance(1);
    await answered;
    expect(answers).toEqual([TOKEN]);
    const again = emulator.hold();
    const gone = expect(client.send(get("mail"))).rejects.toMatchObject({ code: "ECONNRESET" });
    await again.arrived(1);
    again.release();
    await clock.settle();
    expect(clock.pendingTimers()).toBe(1);
    emulator.cutConnections();
    await gone;
    await clock.settle();
    expect(clock.pendingTimers()).toBe(0);
  });

  it("holds answers back, hangs, and counts what is open", async () => {
    const emulator = await startEmulator();
    const client = sdkClient(emulator);
    const hold = emulator.hold("GetSecretValue");
    const held = client.send(get("mail"));
    await hold.arrived(1);
    expect(emulator.openRequests).toBe(1);
    hold.release();
    expect((await held).Name).toBe("mail");
    emulator.fail({ kind: "hang" });
    const again = emulator.hold("GetSecretValue");
    const hanging = expect(client.send(get("mail"))).rejects.toMatchObject({ code: "ECONNRESET" });
    await again.arrived(1);
    again.release();
    await emulator.close();
    await hanging;
    expect(emulator.connectionCount).toBe(1);
  });
});

describe("the local agent", () => {
  const headers = { "x-aws-parameters-secrets-token": "emulated-agent-token" };

  it("answers with the service's fields, times as text, and no content type", async () => {
    const emulator = await startEmulator();
    const id = encodeURIComponent(emulator.arnOf("mail"));
    const answer = await send(`${emulator.url}/secretsmanager/get?secretId=${id}`, { headers });
    expect(answer.status).toBe(200);
    expect(answer.headers).not.toHaveProperty("content-type");
    const body = JSON.parse(answer.text) as Record<string, string>;
    expect(body["CreatedDate"]).toMatch(/^\d+(\.\d+)?$/);
    expect(JSON.parse(body["SecretString"] ?? "")).toEqual(PAIR);
    expect((await send(`${emulator.url}/v1/mail`, { headers })).text).toBe(answer.text);
  });

  it("answers from its cache until it is asked for something newer", async () => {
    const emulator = await startEmulator();
    const url = `${emulator.url}/secretsmanager/get?secretId=mail`;
    await send(url, { headers });
    emulator.putSecret("mail", NEXT_PAIR);
    expect((await send(url, { headers })).text).toContain(PAIR["private"]);
    expect((await send(`${url}&refreshNow=true`, { headers })).text).toContain(NEXT_PAIR["private"]);
    expect((await send(url, { headers })).text).toContain(NEXT_PAIR["private"]);
  });

  it("refuses a wrong token, another verb, a proxy, unknown parameters, and an INIT phase", async () => {
    const emulator = await startEmulator();
    const url = `${emulator.url}/secretsmanager/get?secretId=mail`;
    expect(await send(`${emulator.url}/ping`)).toMatchObject({ status: 200, text: "healthy" });
    expect(await send(url)).toMatchObject({ status: 403, text: "Bad Token" });
    expect(await send(url, { headers, method: "POST" })).toMatchObject({ status: 405 });
    const forwarded = { ...headers, "x-forwarded-for": "192.0.2.1" };
    expect(await send(url, { headers: forwarded })).toMatchObject({ status: 400, text: "Forwarded" });
    expect(await send(`${url}&x=1`, { headers })).toMatchObject({ status: 400, text: "unknown parameter: x" });
    emulator.agent.ready = false;
    expect(await send(url, { headers })).toMatchObject({ status: 400, text: /not ready/ });
  });

  it("passes the service's errors on, with a message that is not escaped", async () => {
    const emulator = await startEmulator();
    const url = `${emulator.url}/secretsmanager/get?secretId=other`;
    const answer = await send(url, { headers });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('"__type":"ResourceNotFoundException"');
  });
});
