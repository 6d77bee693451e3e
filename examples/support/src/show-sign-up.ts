import { signUp } from "./sign-up.ts";

/**
 * Signs up at the server at this address, as `MAIL_TO` or else as ann@example.org, looks at its health, and prints both
 * answers, as a person wants to see them. Sets the exit code 1 if the sign-up fails.
 */
export async function showSignUp(url: string): Promise<void> {
  const answer = await signUp(url, process.env["MAIL_TO"]);
  console.log("POST /sign-up", answer.status, await answer.text());
  const health = await fetch(`${url}/health`);
  console.log("GET /health", health.status, await health.text());
  if (!answer.ok) process.exitCode = 1;
}
