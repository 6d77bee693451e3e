import { Inject, Injectable } from "@nestjs/common";
import type { MailjetClientFactory } from "mailjet-secrets";
import { InjectMailjet } from "./mailjet.module.ts";
import { SETTINGS, type Settings } from "./settings.module.ts";

/** Writes to those who sign up. */
@Injectable()
export class WelcomeMailService {
  readonly #mailjet: MailjetClientFactory;
  readonly #settings: Settings;

  constructor(@InjectMailjet() mailjet: MailjetClientFactory, @Inject(SETTINGS) settings: Settings) {
    this.#mailjet = mailjet;
    this.#settings = settings;
  }

  /** Sends the mail. Rejects with `SecretsError` while there is no usable key pair, and with node-mailjet's errors. */
  async send(email: string): Promise<void> {
    const { from, sandbox } = this.#settings;
    const mail = {
      From: { Email: from, Name: "Example shop" },
      To: [{ Email: email }],
      Subject: "Welcome!",
      TextPart: "Thank you for signing up.",
    };
    await this.#mailjet.post("send", { version: "v3.1" }).request({ SandboxMode: sandbox, Messages: [mail] });
  }
}
