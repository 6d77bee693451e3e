import type { Agent, ClientRequest } from "node:http";
import type { HttpsProxyAgent } from "https-proxy-agent";
import type { TlsSettings } from "./tls-settings.ts";

/** Additional field of a request's options: ends the opening of a tunnel, which `ClientRequest.destroy` does not. */
export interface TunnelOptions {
  readonly tunnelSignal: AbortSignal;
}

type Connect = HttpsProxyAgent<string>["connect"];

/** Creates an agent whose connections are tunnels through the proxy. `protocol` and `tls`: of the server behind it. */
export async function createProxyAgent(proxy: URL, protocol: string, tls: Partial<TlsSettings>): Promise<Agent> {
  const { HttpsProxyAgent } = await import("https-proxy-agent");
  const address = withoutLogin(proxy);
  const headers = loginHeaders(proxy);
  class TunnelAgent extends HttpsProxyAgent<string> {
    override connect(request: ClientRequest, options: Parameters<Connect>[1]): ReturnType<Connect> {
      const { tunnelSignal: signal } = options as unknown as TunnelOptions;
      // An agent of its own for each tunnel, since only then it can be told to give up.
      const tunnel = new HttpsProxyAgent(address, { headers, signal, keepAlive: true, rejectUnauthorized: true });
      return tunnel.connect(request, options);
    }
  }
  const agent = new TunnelAgent(address, { keepAlive: true });
  // Otherwise found by searching a stack trace, which `Error.stackTraceLimit` may cut.
  agent.protocol = protocol;
  // Given to the constructor they would be for TLS with the proxy.
  Object.assign(agent.options, tls);
  return agent;
}

// The package prints the address when DEBUG is set; the login goes by a header, which it does not print.
function withoutLogin(proxy: URL): URL {
  const address = new URL(proxy);
  address.username = "";
  address.password = "";
  return address;
}

function loginHeaders({ username, password }: URL): Record<string, string> {
  if (username === "" && password === "") return {};
  const login = `${decode(username)}:${decode(password)}`;
  return { "Proxy-Authorization": `Basic ${Buffer.from(login).toString("base64")}` };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone `%`, which the message of the failure would quote
  }
}
