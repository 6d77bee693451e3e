import { memoryProvider } from "@mailjet-secrets/testing";
import { fastify } from "fastify";
import { createMailjet } from "mailjet-secrets";
import { expect, it } from "vitest";
import { mailjetPlugin } from "../src/mailjet-plugin.ts";

const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };

it("gives every plugin and route the factory, and reads nothing until it is used", async () => {
  const provider = memoryProvider({ mail: PAIR });
  await using app = fastify();
  await app.register(mailjetPlugin, { provider, secret: "mail" });
  await app.register(async (inner) => {
    inner.get("/state", async () => ({ state: inner.mailjet.status().state }));
  });
  expect((await app.inject("/state")).json()).toEqual({ state: "empty" });
  await app.mailjet.credentials();
  expect((await app.inject("/state")).json()).toEqual({ state: "fresh" });
  expect(provider.readCount).toBe(1);
});

it("closes the factory that it created when Fastify closes", async () => {
  const app = fastify();
  await app.register(mailjetPlugin, { provider: memoryProvider({ mail: PAIR }), secret: "mail" });
  await app.ready();
  await app.close();
  await expect(app.mailjet.credentials()).rejects.toMatchObject({ code: "CLOSED" });
});

it("takes a factory, and leaves it open for its owner", async () => {
  await using factory = createMailjet({ provider: memoryProvider({ mail: PAIR }), secret: "mail" });
  const app = fastify();
  await app.register(mailjetPlugin, { factory });
  await app.ready();
  expect(app.mailjet).toBe(factory);
  await app.close();
  await factory.credentials();
});

it("refuses to start with a configuration that has a mistake", async () => {
  await using app = fastify();
  const options = { provider: memoryProvider({ mail: PAIR }), secrets: "mail" };
  app.register(mailjetPlugin, options);
  await expect(app.ready()).rejects.toMatchObject({ code: "INVALID_CONFIG" });
});
