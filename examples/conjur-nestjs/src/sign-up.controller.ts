import {
  BadGatewayException,
  BadRequestException,
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Logger,
  Post,
  ServiceUnavailableException,
} from "@nestjs/common";
import { type AccountStatus, type MailjetClientFactory, SecretsError } from "mailjet-secrets";
import { InjectMailjet } from "./mailjet.module.ts";
import { WelcomeMailService } from "./welcome-mail.service.ts";

/** `POST /sign-up` with `{"email": "…"}` sends a welcome mail, `GET /health` tells how the keys stand. */
@Controller()
export class SignUpController {
  readonly #logger = new Logger(SignUpController.name);
  readonly #mailjet: MailjetClientFactory;
  readonly #welcomeMail: WelcomeMailService;

  constructor(
    @InjectMailjet() mailjet: MailjetClientFactory,
    @Inject(WelcomeMailService) welcomeMail: WelcomeMailService,
  ) {
    this.#mailjet = mailjet;
    this.#welcomeMail = welcomeMail;
  }

  @Post("sign-up")
  @HttpCode(202)
  async signUp(@Body("email") email: unknown): Promise<{ readonly message: string }> {
    if (typeof email !== "string" || !email.includes("@")) throw new BadRequestException("An email is needed.");
    try {
      await this.#welcomeMail.send(email);
      return { message: "A mail is on its way." };
    } catch (error) {
      this.#logger.error(error); // whole: it holds no key, and says what to do
      const Failure = SecretsError.is(error) ? ServiceUnavailableException : BadGatewayException;
      throw new Failure("The mail could not be sent.");
    }
  }

  // Memory only, so it may be called as often as you like. Always 200: an application that lacks its keys for a moment
  // gains nothing from a restart. Raise an alarm when `state` is "degraded", "expired" or "rejected".
  @Get("health")
  health(): AccountStatus {
    return this.#mailjet.status();
  }
}
