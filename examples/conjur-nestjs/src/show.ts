// One sign-up and one look at its health, as a person wants to see them. `demo.ts` starts this.
import { showSignUp } from "@mailjet-secrets/example-support";
import { NestFactory } from "@nestjs/core";
import { AppModule } from "./app.module.ts";

const app = await NestFactory.create(AppModule, { logger: ["error", "warn"] });
await app.listen(0, "127.0.0.1");
await showSignUp(await app.getUrl());
await app.close();
