import { createMailjet } from "mailjet-secrets";
import { createSignUpApp } from "./sign-up-app.ts";

// Keys: MJ_APIKEY_PUBLIC and MJ_APIKEY_PRIVATE, in the environment or in .env. No code ever sees them.
const mailjet = createMailjet();
await mailjet.getClient(); // fails at start, not at the first customer, if there are none

const options = { from: process.env["MAIL_FROM"] ?? "shop@example.com", sandbox: process.env["MAIL_SANDBOX"] === "1" };
const server = createSignUpApp(mailjet, options).listen(Number(process.env["PORT"] ?? 3000), () => {
  console.log(`POST http://localhost:${process.env["PORT"] ?? 3000}/sign-up {"email": "you@example.org"}`);
});

process.once("SIGTERM", () => server.close(() => void mailjet.close()));
