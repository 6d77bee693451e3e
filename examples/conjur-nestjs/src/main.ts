import { NestFactory } from "@nestjs/core";
import type { MailjetClientFactory } from "mailjet-secrets";
import { AppModule } from "./app.module.ts";
import { MAILJET } from "./mailjet.module.ts";

// return503OnClosing: a client that keeps its connection and goes on asking would put off the end.
const app = await NestFactory.create(AppModule, { return503OnClosing: true });
await app.get<MailjetClientFactory>(MAILJET).getClient(); // fails at start, not at the first customer, if there are no keys
// At SIGTERM: ends requests under way, then the factory. useProcessExit: with 0, and not by the signal, like a crash.
app.enableShutdownHooks(["SIGTERM", "SIGINT"], { useProcessExit: true });
await app.listen(Number(process.env["PORT"] ?? 3000), process.env["HOST"] ?? "127.0.0.1");
console.log(`Listening at ${await app.getUrl()}`);
