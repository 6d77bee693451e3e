import { join } from "node:path";
import { expect, it } from "vitest";
import { sendByExec } from "../../examples/other-languages/test/support/send-by-exec.ts";
import { needed } from "./support/needed.ts";

it("a shell script sends by curl with the pair that exec takes from the store", async () => {
  needed("LIVE_CURL");
  const file = join(import.meta.dirname, "../../examples/other-languages/send.sh");
  const sent = await sendByExec([file], async (path) => ({ CURL_CA_BUNDLE: path }));
  expect(sent).toEqual({ stdout: "Mailjet answered 200\n", from: ["Hello from a shell"] });
});
