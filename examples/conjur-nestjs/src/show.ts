// One sign-up and one look at its health, as a person wants to see them. `demo.ts` starts this.
import { NestFactory } from "@nestjs/core";
import { AppModule } from "./app.module.ts";

const app = await NestFactory.create(AppModule, { logger: ["error", "warn"] });
await app.listen(0, "127.0.0.1");
const url = await app.getUrl();
const email = process.env["MAIL_TO"] ?? "ann@example.org";
const signUp = await fetch(`${url}/sign-up`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ email }),
});
console.log("POST /sign-up", signUp.status, await signUp.text());
const health = await fetch(`${url}/health`);
console.log("GET /health", health.status, await health.text());
await app.close();
if (!signUp.ok) process.exitCode = 1;
