import { SecretsError, type SecretsProvider } from "@mailjet-secrets/core";
import { memoryProvider, type ProviderHarness } from "../../src/index.ts";

/** How the provider of a {@link sessionHarness} handles its session. */
export interface SessionHandling {
  /** Reads at the same time wait for one login. */
  readonly shares: boolean;
  /** The session serves the reads after the first one, too. */
  readonly keeps: boolean;
  /** A session that the store refuses is replaced by another. */
  readonly renews: boolean;
  /** A login that failed is tried again at the next read. */
  readonly forgetsFailures: boolean;
  /** The first reader's abort ends the login for everybody. */
  readonly boundToFirst: boolean;
}

/** A harness over a store that wants a login, with a provider that handles its session well or badly. */
export function sessionHarness(handling: SessionHandling): ProviderHarness {
  const memory = memoryProvider({}, { name: "session" });
  let session = 0;
  let logins = 0;
  let refused = false;

  const login = async (signal: AbortSignal): Promise<number> => {
    logins += 1;
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (handling.boundToFirst) signal.throwIfAborted();
    if (refused) throw new SecretsError("UNAUTHENTICATED", "The login was refused.", { provider: "session" });
    session += 1;
    return session;
  };

  return {
    unsupported: ["denied", "rate limited", "unavailable", "reset", "hang", "garbage", "open requests"],
    secret: { id: "mailjet" },
    open: () => sessionProvider(handling, login, (token) => token === session && memory),
    async seed(values) {
      memory.set("mailjet", values);
    },
    async remove() {
      memory.remove("mailjet");
    },
    fail: () => {
      refused = true;
    },
    recover: () => {
      refused = false;
    },
    requestCount: () => memory.readCount,
    loginCount: () => logins,
    expireSessions: () => {
      session += 1;
    },
    async close() {},
  };
}

function sessionProvider(
  handling: SessionHandling,
  login: (signal: AbortSignal) => Promise<number>,
  enter: (session: number) => SecretsProvider | false,
): SecretsProvider {
  let current: Promise<number> | undefined;
  const open = (signal: AbortSignal): Promise<number> => {
    if (!handling.shares) return login(signal);
    if (current !== undefined) return current;
    const opening = login(signal);
    current = opening;
    const forget = (): void => {
      if (current === opening) current = undefined;
    };
    opening.then(handling.keeps ? () => {} : forget, handling.forgetsFailures ? forget : () => {});
    return opening;
  };
  return {
    name: "session",
    async read(secret, { signal }) {
      signal.throwIfAborted();
      for (let attempt = 1; ; attempt += 1) {
        const opening = open(signal);
        const store = enter(await opening);
        signal.throwIfAborted();
        if (store !== false) return store.read(secret, { signal });
        if (!handling.renews || attempt === 2) {
          throw new SecretsError("UNAUTHENTICATED", "The session has expired.", { provider: "session" });
        }
        if (current === opening) current = undefined;
      }
    },
  };
}
