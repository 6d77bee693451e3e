import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { sendByExec } from "../../examples/other-languages/test/support/send-by-exec.ts";
import { needed } from "./support/needed.ts";

/** Java trusts nothing but its own kind of file. */
async function trustStore(certificateFile: string, folder: string): Promise<Record<string, string>> {
  const file = join(folder, "trust.p12");
  const keytool = join(dirname(needed("LIVE_JAVA")), "keytool");
  const words = ["-importcert", "-noprompt", "-alias", "emulator", "-file", certificateFile, "-keystore", file];
  await promisify(execFile)(keytool, [...words, "-storepass", "changeit", "-storetype", "PKCS12"]);
  const prefix = "-Djavax.net.ssl.trustStore";
  return { JDK_JAVA_OPTIONS: `${prefix}=${file} ${prefix}Password=changeit` };
}

it("a program in Java sends with the pair that exec takes from the store", async () => {
  const file = join(import.meta.dirname, "../../examples/other-languages/Send.java");
  const sent = await sendByExec([needed("LIVE_JAVA"), file], trustStore);
  expect(sent).toEqual({ stdout: "Mailjet answered 200\n", from: ["Hello from Java"] });
});
