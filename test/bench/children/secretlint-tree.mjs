// Scans the files below the working directory with secretlint's preset, one after another as its own command does.
import { isUtf8 } from "node:buffer";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { lintSource } from "@secretlint/core";
import { creator } from "@secretlint/secretlint-rule-preset-recommend";

const config = { rules: [{ id: "preset", rule: creator }] };
for (const entry of readdirSync(".", { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const filePath = join(entry.parentPath, entry.name);
  const bytes = readFileSync(filePath);
  if (!isUtf8(bytes)) continue;
  const source = { filePath, content: bytes.toString(), contentType: "text" };
  await lintSource({ source, options: { config } });
}
