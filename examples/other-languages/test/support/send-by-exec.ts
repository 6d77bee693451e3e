import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startMailjetEmulator, startVaultEmulator } from "@mailjet-secrets/testing";
import { onTestFinished } from "vitest";

const MAIN = join(import.meta.dirname, "../../../../packages/cli/dist/main.js");
const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };

/** What came of a program that sends. */
export interface Sent {
  readonly stdout: string;
  /** Texts of the mails that Mailjet got with the right pair. */
  readonly from: readonly unknown[];
}

/**
 * Runs a program under `mailjet-secrets exec`, with the pair in an emulated Vault and an emulated Mailjet. `trust` makes
 * variables by which the program trusts the certificate in that file. Rejects if it ends with another code than 0.
 */
export async function sendByExec(
  command: readonly string[],
  trust: (certificateFile: string, folder: string) => Promise<Record<string, string>> = async () => ({}),
): Promise<Sent> {
  await using mailjet = await startMailjetEmulator({ keys: [PAIR], metaSenders: ["*@example.com"] });
  await using vault = await startVaultEmulator();
  vault.put("secret/mailjet", { ...PAIR, host: mailjet.host });
  const folder = await mkdtemp(join(tmpdir(), "mailjet-secrets-languages-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const certificateFile = await mailjet.certificateFile();
  const words = [MAIN, "exec", "--provider", "vault", "--secret", "mailjet", "--", ...command];
  const { stdout } = await promisify(execFile)(process.execPath, words, {
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      // Compilers keep what they made there.
      HOME: process.env["HOME"],
      VAULT_ADDR: vault.url,
      VAULT_TOKEN: vault.rootToken,
      NODE_EXTRA_CA_CERTS: certificateFile,
      ...(await trust(certificateFile, folder)),
    },
  });
  return { stdout, from: mailjet.received.filter(({ status }) => status === 200).map(({ body }) => textOf(body)) };
}

function textOf(body: unknown): unknown {
  const { SandboxMode: isSandbox, Messages: messages } = body as {
    readonly SandboxMode?: unknown;
    readonly Messages?: readonly { readonly TextPart?: unknown }[];
  };
  return isSandbox === true ? messages?.[0]?.TextPart : "would be delivered";
}
