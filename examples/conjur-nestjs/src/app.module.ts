import { Module } from "@nestjs/common";
import { MailjetModule } from "./mailjet.module.ts";
import { SETTINGS, type Settings, SettingsModule } from "./settings.module.ts";
import { SignUpController } from "./sign-up.controller.ts";
import { WelcomeMailService } from "./welcome-mail.service.ts";

/** The application. */
@Module({
  imports: [
    SettingsModule,
    MailjetModule.forRootAsync({
      imports: [SettingsModule],
      inject: [SETTINGS],
      useFactory: (settings: Settings) => settings.mailjet,
    }),
  ],
  controllers: [SignUpController],
  providers: [WelcomeMailService],
})
export class AppModule {}
