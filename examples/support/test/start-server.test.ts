import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { type Server, startServer } from "../src/start-server.ts";
import { temporaryFolder } from "../src/temporary-folder.ts";

const LISTENS = `
  import { createServer } from "node:http";
  const { PORT, DEBUG, WORD } = process.env;
  const server = createServer((_request, response) => response.end(DEBUG + WORD)).listen(Number(PORT), "127.0.0.1", () => {
    console.error("Listening at http://127.0.0.1:" + server.address().port);
  });
  process.once("SIGTERM", () => {
    console.log("The end.");
    process.exit(3);
  });
`;

async function start(script: string): Promise<Server> {
  const folder = await temporaryFolder({ "server.mjs": script });
  const server = startServer({
    script: pathToFileURL(join(folder.path, "server.mjs")),
    listening: /Listening at (\S+)\n/,
    environment: { WORD: "!" },
  });
  onTestFinished(async () => {
    server.kill();
    await server.ended;
    await folder.remove();
  });
  return server;
}

it("gives the address at which a server listens, at a free port and with DEBUG=*", async () => {
  const server = await start(LISTENS);
  const answer = await fetch(await server.url());
  expect(await answer.text()).toBe("*!");
});

it("ends it by SIGTERM, and gives its exit code and all that it printed", async () => {
  const server = await start(LISTENS);
  const url = await server.url();
  expect(await server.terminate()).toBe(3);
  expect(server.output()).toContain(`Listening at ${url}\n`);
  expect(server.output()).toContain("The end.\n");
});

it("ends it at once", async () => {
  const server = await start(LISTENS);
  await server.url();
  server.kill();
  expect(await server.ended).toBeNull();
});

it("tells of a server that ends before it listens what it has printed", async () => {
  const server = await start('console.log("No keys."); process.exitCode = 1;');
  await expect(server.url()).rejects.toThrow("No keys.");
  expect(await server.ended).toBe(1);
});
