import { expect, it } from "vitest";
import { adminOf, MAIN, SHOP, startMailjet } from "./support/mailjet.ts";

it("accepts a sender of the key, and delivers nothing", async () => {
  const mailjet = await startMailjet({ metaSenders: ["*@meta.example"] });
  const admin = adminOf(mailjet, { pair: SHOP });
  expect(await admin.trySending({ from: "shop@example.com" })).toEqual({ accepted: true });
  expect(await admin.trySending({ from: "any@meta.example", to: "ann@example.org" })).toEqual({ accepted: true });
  expect(mailjet.messages).toEqual([]);
  expect(mailjet.received[1]?.body).toMatchObject({
    SandboxMode: true,
    Messages: [{ From: { Email: "any@meta.example" }, To: [{ Email: "ann@example.org" }] }],
  });
  expect(mailjet.received[0]?.body).toMatchObject({ Messages: [{ To: [{ Email: "shop@example.com" }] }] });
});

it("gives a refusal as a result, in Mailjet's words", async () => {
  const mailjet = await startMailjet();
  expect(await adminOf(mailjet).trySending({ from: "shop@example.com" })).toEqual({
    accepted: false,
    errorCode: "send-0008",
    errorMessage: '"shop@example.com" is not an authorized sender email address for your account.',
  });
  expect(await adminOf(mailjet).trySending({ from: "no address" })).toMatchObject({ accepted: false });
});

it("gives a refusal of the whole call as a result, too", async () => {
  const mailjet = await startMailjet();
  mailjet.fail({ kind: "error", status: 403, code: "mj-0021", message: `No access for ${MAIN.apiKey}.`, times: 1 });
  expect(await adminOf(mailjet).trySending({ from: "main@example.com" })).toEqual({
    accepted: false,
    errorCode: "mj-0021",
    errorMessage: "No access for [redacted].",
  });
});

it("does not take a mail of another kind of answer for accepted", async () => {
  const mailjet = await startMailjet();
  for (const body of ["html", "empty", "cut"] as const) {
    mailjet.fail({ kind: "garbage", body, times: 1 });
    const call = adminOf(mailjet).trySending({ from: "main@example.com" });
    await expect(call).rejects.toMatchObject({ code: "UNEXPECTED_RESPONSE" });
  }
});

it("sends nothing without addresses", async () => {
  const mailjet = await startMailjet();
  const admin = adminOf(mailjet);
  await expect(admin.trySending({ from: "" })).rejects.toThrow(TypeError);
  await expect(admin.trySending({ from: "main@example.com", to: " " })).rejects.toThrow(TypeError);
  await expect(admin.trySending({} as { from: string })).rejects.toThrow(TypeError);
  expect(mailjet.received).toEqual([]);
});
