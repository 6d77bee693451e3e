import { memoryProvider } from "@mailjet-secrets/testing";
import { Test, type TestingModule } from "@nestjs/testing";
import type { MailjetClientFactory } from "mailjet-secrets";
import { expect, it } from "vitest";
import { MAILJET, MailjetModule } from "../src/mailjet.module.ts";

const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
const PROVIDER = Symbol("PROVIDER");

const mailjetOf = (module: TestingModule): MailjetClientFactory => module.get<MailjetClientFactory>(MAILJET);

it("forRoot gives the factory to whoever asks for its token, and reads nothing until it is used", async () => {
  const provider = memoryProvider({ mail: PAIR });
  const consumer = { provide: "consumer", inject: [MAILJET], useFactory: (mailjet: MailjetClientFactory) => mailjet };
  const module = await Test.createTestingModule({
    imports: [MailjetModule.forRoot({ provider, secret: "mail" })],
    providers: [consumer],
  }).compile();
  const mailjet = module.get<MailjetClientFactory>("consumer");
  expect(mailjet).toBe(mailjetOf(module));
  expect(provider.readCount).toBe(0);
  await mailjet.credentials();
  expect(provider.readCount).toBe(1);
  await module.close();
});

it("forRootAsync waits for options that are made from what other modules give", async () => {
  class SettingsModule {}
  const settings = {
    module: SettingsModule,
    providers: [{ provide: PROVIDER, useValue: memoryProvider({ mail: PAIR }) }],
    exports: [PROVIDER],
  };
  const module = await Test.createTestingModule({
    imports: [
      MailjetModule.forRootAsync({
        imports: [settings],
        inject: [PROVIDER],
        useFactory: async (provider: ReturnType<typeof memoryProvider>) => ({ provider, secret: "mail" }),
      }),
    ],
  }).compile();
  await mailjetOf(module).credentials();
  await module.close();
});

it("closes the factory at the end of the shutdown, when no request needs it any more", async () => {
  let stateBefore: string | undefined;
  const lastRequest = {
    provide: "last request",
    inject: [MAILJET],
    useFactory: (mailjet: MailjetClientFactory) => ({
      beforeApplicationShutdown: () => {
        stateBefore = mailjet.status().state;
      },
    }),
  };
  const module = await Test.createTestingModule({
    imports: [MailjetModule.forRoot({ provider: memoryProvider({ mail: PAIR }), secret: "mail" })],
    providers: [lastRequest],
  }).compile();
  const mailjet = mailjetOf(module);
  await module.init();
  await mailjet.credentials();
  await module.close();
  expect(stateBefore).toBe("fresh");
  await expect(mailjet.credentials()).rejects.toMatchObject({ code: "CLOSED" });
});

it("refuses to start with a configuration that has a mistake", async () => {
  const options = { provider: memoryProvider({ mail: PAIR }), secrets: "mail" };
  const building = Test.createTestingModule({ imports: [MailjetModule.forRoot(options)] }).compile();
  await expect(building).rejects.toMatchObject({ code: "INVALID_CONFIG" });
});
