import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { loadVersion, NODE_MAILJET_VERSIONS } from "./support/node-mailjet-versions.ts";
import { type Act, openStage, type Stage } from "./support/stage.ts";
import { WAYS } from "./support/ways.ts";
import type { Wire } from "./support/wire.ts";

interface ProxyCase {
  readonly environment?: (wire: Wire) => Readonly<Record<string, string>>;
  readonly settings?: NonNullable<Act["settings"]>;
  /** Whether the request has to come through a proxy. */
  readonly through: boolean;
}

const secureProxy = ({ host }: Wire): string => `https://user:pa55word@${host}`;
const NOBODY = { protocol: "https", host: "127.0.0.1", port: 9 };

const CASES: Readonly<Record<string, ProxyCase>> = {
  "none at all": { through: false },
  "one of the options": {
    settings: ({ port }) => ({ options: { proxy: { protocol: "https", host: "127.0.0.1", port } } }),
    through: true,
  },
  "one of the options with a login": {
    settings: ({ port }) => ({
      options: { proxy: { protocol: "https", host: "127.0.0.1", port, auth: { username: "u", password: "pa55word" } } },
    }),
    through: true,
  },
  "one of the options over plain HTTP, once that is allowed": {
    settings: ({ plainPort: port }) => ({ options: { proxy: { protocol: "http", host: "127.0.0.1", port } } }),
    through: true,
  },
  "one of the options that nobody answers at": { settings: () => ({ options: { proxy: NOBODY } }), through: false },
  "one of the environment with a login": {
    environment: (wire) => ({ HTTPS_PROXY: secureProxy(wire) }),
    through: true,
  },
  "one of the environment that NO_PROXY turns off": {
    environment: () => ({ HTTPS_PROXY: "https://127.0.0.1:9", NO_PROXY: "127.0.0.1" }),
    through: false,
  },
  "one of the environment that an option replaces": {
    environment: () => ({ HTTPS_PROXY: "https://127.0.0.1:9" }),
    settings: ({ port }) => ({ options: { proxy: { protocol: "https", host: "127.0.0.1", port } } }),
    through: true,
  },
};

describe.each(NODE_MAILJET_VERSIONS)("E10 a proxy is used as by %s:", (version) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(await loadVersion(version));
  });
  afterAll(() => stage.close());
  afterEach(() => void vi.unstubAllEnvs());

  describe.each(Object.keys(WAYS))("through %s", (way) => {
    it.each(Object.entries(CASES))("%s", async (_, { environment, through, ...settings }) => {
      for (const [name, value] of Object.entries(environment?.(stage.wire) ?? {})) vi.stubEnv(name, value);
      const act: Act = { run: (client) => client.get("sender").request(), ...settings };
      const original = await stage.original(act);
      expect(original.requests.some(({ target }) => target.startsWith("https://"))).toBe(through);
      const ours = await stage.ours(act, way);
      expect(ours).toEqual(original);
      expect(JSON.stringify(ours.outcome)).not.toContain("pa55word");
    });
  });
});
