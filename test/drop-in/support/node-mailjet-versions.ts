import type { createMailjetClientFactory } from "@mailjet-secrets/core";
import type { Client, Request } from "node-mailjet";
import { vi } from "vitest";

/** The installed versions to compare with, by the names of their packages. Another one (7 as an alias) is one more word. */
export const NODE_MAILJET_VERSIONS: readonly string[] = ["node-mailjet"];

/** One version of node-mailjet, and our factory over the same one. */
export interface NodeMailjetVersion {
  readonly Mailjet: typeof Client & { readonly Client: typeof Client; readonly Request: typeof Request };
  readonly createFactory: typeof createMailjetClientFactory;
}

/** Loads a version, and core in such a way that it gets that version too. */
export async function loadVersion(packageName: string): Promise<NodeMailjetVersion> {
  vi.resetModules();
  if (packageName !== "node-mailjet") vi.doMock("node-mailjet", () => import(packageName));
  const { default: Mailjet } = (await import("node-mailjet")) as unknown as { default: NodeMailjetVersion["Mailjet"] };
  const { createMailjetClientFactory: createFactory } = await import("@mailjet-secrets/core");
  return { Mailjet, createFactory };
}
