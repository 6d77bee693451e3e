import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { MAIL, OTHER, send, startScene } from "./support/scene.ts";

function environment(values: Record<string, string>): void {
  for (const [name, value] of Object.entries(values)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
}

/** An HTTP server that notes what it is asked for, as a proxy that reads everything would. */
async function startProxy(): Promise<{ port: number; seen: string[] }> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(request.url ?? "");
    response.writeHead(200, { "content-type": "application/json" }).end('{"Messages":[]}');
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close().closeAllConnections());
  return { port: (server.address() as AddressInfo).port, seen };
}

describe("requests to Mailjet", () => {
  it("E09 end after mailjet.timeoutMs when the server accepts and never answers", async () => {
    const { mailjet, factory } = await startScene({ mailjet: { timeoutMs: 150 } });
    mailjet.fail({ kind: "hang" });
    await expect(send(factory)).rejects.toMatchObject({ code: "ECONNABORTED", statusCode: null });
  });

  it("E09 have a limit of 30 seconds without any option", async () => {
    const { factory } = await startScene();
    expect((await factory.getClient()).getOptions()).toEqual({ timeout: 30_000 });
  });

  it("E10 are refused through a proxy that node-mailjet 6 would show the key pair to, without naming its address", async () => {
    const { mailjet, factory } = await startScene();
    const { port, seen } = await startProxy();
    environment({ HTTPS_PROXY: `http://user:pa55word@127.0.0.1:${port}` });
    const failure = await send(factory).catch((error: Error) => error);
    expect(failure).toMatchObject({ code: "INVALID_CONFIG", message: expect.stringContaining("HTTPS_PROXY") });
    expect(String(failure)).not.toContain("pa55word");
    expect(seen.length + mailjet.received.length).toBe(0);
  });

  it("E10 pass by an unwanted proxy of the environment with NO_PROXY", async () => {
    const { mailjet, factory } = await startScene();
    environment({ HTTPS_PROXY: "http://127.0.0.1:9", NO_PROXY: "127.0.0.1" });
    await send(factory);
    expect(mailjet.messages).toHaveLength(1);
  });

  it("E10 give an error of node-mailjet's kind for a host that is none, with a proxy in the environment too", async () => {
    const { factory } = await startScene();
    environment({ HTTPS_PROXY: "http://127.0.0.1:9" });
    const failure = factory.post("send", { version: "v3.1", host: "not a host" }).request(MAIL);
    await expect(failure).rejects.toMatchObject({ message: expect.stringContaining("Invalid URL") });
    await expect(failure).rejects.not.toBeInstanceOf(TypeError);
  });

  it("E10 take a proxy and headers as they are given, once the proxy may read the pair", async () => {
    const { port, seen } = await startProxy();
    const proxy = { protocol: "http", host: "127.0.0.1", port };
    const { mailjet, factory } = await startScene({ mailjet: { proxy, allowInsecureProxy: true } });
    await send(factory);
    expect(seen).toEqual([`https://${mailjet.host}/v3.1/send`]);
    expect((await factory.getClient()).getOptions()).toEqual({ timeout: 30_000 });
  });

  it("E11 show by the list of senders whether the pair belongs to the account, which an accepted mail does not", async () => {
    const { mailjet, store, factory } = await startScene();
    mailjet.addKey({ ...OTHER, senders: ["someone@else.example"] });
    store.set("prod/mailjet", OTHER);
    const { body } = await factory.get("sender").request();
    const senders = (body as unknown as { Data: { Email: string }[] }).Data.map(({ Email }) => Email);
    expect(senders).toEqual(["someone@else.example"]);
    expect(senders).not.toContain(MAIL.Messages[0]?.From.Email);
  });
});
