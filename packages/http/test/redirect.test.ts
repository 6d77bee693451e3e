import { describe, expect, it } from "vitest";
import { localCertificate } from "../../testing/src/local-certificate.ts";
import type { TransportOptions } from "../src/index.ts";
import { startHttp, startHttps, type TestServer } from "./support/servers.ts";
import { get, signal, transportTo } from "./support/transport.ts";

const follow = { followRedirect: () => true };

/** Answers with what it was asked, as the node that a redirect leads to. */
function startLeader(): Promise<TestServer> {
  return startHttp((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const { method, url, headers } = request;
      response.end(JSON.stringify({ method, url, body, token: headers["x-vault-token"], host: headers.host }));
    });
  });
}

function startRedirecting(location: string, status = 307): Promise<TestServer> {
  return startHttp((_, response) => response.writeHead(status, { location }).end());
}

describe("a redirect", () => {
  it("is the answer unless somebody was asked", async () => {
    const leader = await startLeader();
    const server = await startRedirecting(`${leader.url}/v1/x`);
    const answer = await get(transportTo(server.url));
    expect(answer).toMatchObject({ status: 307, headers: { location: `${leader.url}/v1/x` } });
    expect(leader.sockets).toHaveLength(0);
  });

  it.each([307, 308])("with %d keeps method, body and headers", async (status) => {
    const leader = await startLeader();
    const server = await startRedirecting(`${leader.url}/v1/x?a=1#b`, status);
    const transport = transportTo(server.url, { ...follow, headers: { "x-vault-token": "t" } });
    const answer = await transport.request({ method: "POST", path: "/v1/y", body: "{}", signal });
    const host = `127.0.0.1:${leader.port}`;
    expect(answer.json()).toEqual({ method: "POST", url: "/v1/x?a=1", body: "{}", token: "t", host });
  });

  it.each([301, 302])("with %d is followed by GET only", async (status) => {
    const leader = await startLeader();
    const transport = transportTo((await startRedirecting(leader.url, status)).url, follow);
    expect((await get(transport)).json()).toMatchObject({ method: "GET" });
    expect((await transport.request({ method: "POST", path: "/", body: "{}", signal })).status).toBe(status);
  });

  it("may be relative", async () => {
    const server = await startHttp((request, response) => {
      if (request.url === "/ui/v1/x") response.writeHead(307, { location: "../v2/y" });
      response.end(request.url);
    });
    expect((await get(transportTo(server.url, follow), "/ui/v1/x")).text()).toBe("/ui/v2/y");
  });

  it("is followed once only", async () => {
    let asked = 0;
    const server = await startHttp((_, response) => {
      asked += 1;
      response.writeHead(307, { location: "/again" }).end();
    });
    expect((await get(transportTo(server.url, follow))).status).toBe(307);
    expect(asked).toBe(2);
  });

  it("to another host sends nothing there unless that was allowed", async () => {
    const leader = await startLeader();
    const target = `http://localhost:${leader.port}/v1/x`;
    const asked: string[] = [];
    const sameHostOnly: TransportOptions["followRedirect"] = ({ href, hostname }) => {
      asked.push(href);
      return hostname === "127.0.0.1";
    };
    const server = await startRedirecting(target);
    const refused = transportTo(server.url, { followRedirect: sameHostOnly, headers: { "x-vault-token": "t" } });
    expect((await get(refused)).status).toBe(307);
    expect(asked).toEqual([target]);
    expect(leader.sockets).toHaveLength(0);
    const allowed = transportTo(server.url, { ...follow, headers: { "x-vault-token": "t" } });
    expect((await get(allowed)).json()).toMatchObject({ token: "t", host: `localhost:${leader.port}` });
  });

  it("to another port of the same host is told apart by the target that is asked about", async () => {
    const leader = await startLeader();
    const server = await startRedirecting(`${leader.url}/v1/x`);
    const samePlaceOnly: TransportOptions["followRedirect"] = ({ host }) => host === `127.0.0.1:${server.port}`;
    expect((await get(transportTo(server.url, { followRedirect: samePlaceOnly }))).status).toBe(307);
    expect(leader.sockets).toHaveLength(0);
  });

  it("never leads from https: to http:, whoever allows it", async () => {
    const leader = await startLeader();
    const server = await startHttps((_, response) => response.writeHead(307, { location: leader.url }).end());
    const { certificate } = await localCertificate();
    const transport = transportTo(server.url, { ...follow, caCertificates: [certificate], allowInsecureHttp: true });
    expect((await get(transport)).status).toBe(307);
    expect(leader.sockets).toHaveLength(0);
  });

  it("may lead from http: to https:", async () => {
    const leader = await startHttps((_, response) => response.end("secure"));
    const { certificate } = await localCertificate();
    const server = await startRedirecting(leader.url);
    expect((await get(transportTo(server.url, { ...follow, caCertificates: [certificate] }))).text()).toBe("secure");
  });

  it.each(["http://vault.example/x", "ftp://127.0.0.1/x", "http://user:password@127.0.0.1/x", "http://[", ""])(
    "to what no request may go to is the answer: %j",
    async (location) => {
      const server = await startRedirecting(location);
      expect((await get(transportTo(server.url, follow))).status).toBe(307);
    },
  );
});
