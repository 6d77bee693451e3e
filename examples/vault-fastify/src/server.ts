import { readSettings } from "./settings.ts";
import { createSignUpApp } from "./sign-up-app.ts";

const app = await createSignUpApp(readSettings(process.env));
await app.mailjet.getClient(); // fails at start, not at the first customer, if there are no keys

// Ends requests under way, then the factory, which gives its token back to Vault. Before it listens: who sees it listen may
// end it at once.
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => void app.close());
await app.listen({ port: Number(process.env["PORT"] ?? 3000), host: process.env["HOST"] ?? "127.0.0.1" });
