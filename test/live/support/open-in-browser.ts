import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

/** What a page came to in a browser. */
export interface OpenedPage {
  /** The document after its scripts ran, as HTML. */
  readonly dom: string;
  /** What stands in the console, errors of scripts and refusals of a policy among it. */
  readonly console: readonly string[];
  /** Addresses that were asked for, of the network and not of this machine's files. */
  readonly requested: readonly string[];
}

/** Hosts that Chromium asks by itself, whatever it shows. */
const OF_THE_BROWSER = /(^|\/\/|\.)(google|googleapis|gvt1)\.com\b/;

const FLAGS = [
  ...["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
  ...["--disable-component-update", "--disable-sync", "--enable-logging=stderr", "--virtual-time-budget=3000"],
];

/** Opens a file in Chromium, in a window that is so many pixels wide. Nothing leaves this machine: a proxy takes it down. */
export async function openInBrowser(browser: string, file: string, width: number): Promise<OpenedPage> {
  const proxy = await startProxy();
  const profile = await mkdtemp(join(tmpdir(), "mailjet-secrets-browser-"));
  const own = [`--user-data-dir=${profile}`, `--proxy-server=127.0.0.1:${proxy.port}`, `--window-size=${width},900`];
  try {
    const child = spawn(browser, [...FLAGS, ...own, "--dump-dom", `file://${file}`], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [dom, log] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
    return {
      dom,
      console: log.split("\n").filter((line) => line.includes(":CONSOLE:")),
      requested: proxy.requested.filter((address) => !OF_THE_BROWSER.test(address)),
    };
  } finally {
    await proxy.stop();
    await rm(profile, { recursive: true, force: true });
  }
}

/** Notes what is asked for, and gives none of it. */
async function startProxy() {
  const requested: string[] = [];
  const server = createServer((request, response) => {
    requested.push(request.url ?? "");
    response.writeHead(502).end();
  });
  server.on("connect", ({ url }, socket: Socket) => {
    requested.push(url ?? "");
    socket.destroy();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await once(server.close(), "close");
  };
  return { requested, port: (server.address() as AddressInfo).port, stop };
}
