import type { Client } from "node-mailjet";
import { Account } from "./account.ts";
import { asSecretsError } from "./bounded-read.ts";
import { type ClientWith, clientsByPair } from "./clients-by-pair.ts";
import { closedError } from "./closed-error.ts";
import { type MailjetClientFactoryOptions, type ResolvedOptions, resolveOptions } from "./factory-options.ts";
import { type LoginRefusals, loginRefusals } from "./login-refusals.ts";
import { newInstance, type PairUse, pairUse } from "./pair-use.ts";
import { printableName } from "./printable-name.ts";
import { SecretsError } from "./secrets-error.ts";

/** Options, or a function that finds them at first use. */
export type OptionsSource = MailjetClientFactoryOptions | (() => Promise<MailjetClientFactoryOptions>);

/** An account that has been used, with its live client once one was asked for. */
export interface OpenAccount {
  readonly account: Account;
  readonly options: ResolvedOptions;
  /** Of all accounts together. */
  readonly refusals: LoginRefusals;
  readonly clientWith: ClientWith;
  /** How many calls work with it: as long as there is one, it is not forgotten. */
  users: number;
  client?: Promise<Client> | undefined;
}

/** Opens accounts at their first use and keeps the ones used last. The default account has no name and always stays. */
export class AccountRegistry {
  readonly #source: OptionsSource;
  readonly #named = new Map<string, OpenAccount>();
  #default: OpenAccount | undefined;
  #resolved: ResolvedOptions | undefined;
  #refusals: LoginRefusals | undefined;
  #resolving: Promise<ResolvedOptions> | undefined;
  #instance: string | undefined;
  #closing: Promise<void> | undefined;

  constructor(source: OptionsSource) {
    this.#source = source;
    if (typeof source !== "function") this.#resolved = resolveOptions(source);
  }

  /** The account if it is open already: the path of a cached call. */
  find(name: string | undefined): OpenAccount | undefined {
    if (name === undefined) return this.#default;
    const open = this.#named.get(name);
    if (open !== undefined) {
      this.#named.delete(name);
      this.#named.set(name, open); // the order of the map is the order of use
    }
    return open;
  }

  /**
   * Opens the account, and works with it. Rejects with `INVALID_CONFIG` for a name that is not declared, with `CLOSED` after
   * `close`.
   */
  async use<T>(name: string | undefined, work: (open: OpenAccount) => Promise<T>): Promise<T> {
    if (this.#closing !== undefined) throw closedError();
    const options = this.#resolved ?? (await this.#resolve());
    if (this.#closing !== undefined) throw closedError();
    const open = this.find(name) ?? this.#create(name, options);
    open.users += 1; // at once: others that open in the same turn must not push it out
    try {
      return await work(open);
    } finally {
      open.users -= 1;
    }
  }

  /** Open accounts with their names, the default one first. */
  all(): (readonly [string | undefined, OpenAccount])[] {
    return this.#default === undefined ? [...this.#named] : [[undefined, this.#default], ...this.#named];
  }

  get closed(): boolean {
    return this.#closing !== undefined;
  }

  /** Name of the provider, once the options are known. */
  providerName(): string | undefined {
    return this.#resolved?.provider.name;
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  #resolve(): Promise<ResolvedOptions> {
    if (typeof this.#source !== "function") return Promise.resolve(resolveOptions(this.#source));
    this.#resolving ??= this.#source()
      .then((options) => {
        this.#resolved = resolveOptions(options);
        return this.#resolved;
      })
      .finally(() => {
        this.#resolving = undefined; // a failure is not kept: the configuration may be mended meanwhile
      });
    return this.#resolving;
  }

  #create(name: string | undefined, options: ResolvedOptions): OpenAccount {
    const secret = name === undefined ? options.secret : options.findSecret(name);
    if (secret === undefined) throw undeclared(name, options.accountNames);
    this.#refusals ??= loginRefusals(options.clock);
    const refusals = this.#refusals;
    const use = this.#useOf(name, options);
    const account = new Account({ ...options, name, secret, refusals, use, random: Math.random });
    const open: OpenAccount = { account, options, refusals, clientWith: clientsByPair(options.mailjet), users: 0 };
    if (name === undefined) this.#default = open;
    else {
      this.#evict(options.maxAccounts - 1);
      this.#named.set(name, open);
    }
    return open;
  }

  #useOf(account: string | undefined, { reports, clock }: ResolvedOptions): PairUse | undefined {
    if (reports === undefined) return undefined;
    this.#instance ??= newInstance();
    return pairUse({ ...reports, account, clock, instance: this.#instance });
  }

  #evict(most: number): void {
    for (const [name, { account, users }] of this.#named) {
      if (this.#named.size <= most) return;
      if (users > 0 || !account.idle) continue;
      account.release();
      this.#named.delete(name);
    }
  }

  async #closeAll(): Promise<void> {
    for (const [, { account }] of this.all()) account.close();
    await this.#resolving?.catch(() => {}); // a provider that is just being made must be closed too
    const provider = this.#resolved?.provider;
    await provider?.close?.().catch((error: unknown) => {
      throw asSecretsError(error, provider.name);
    });
  }
}

function undeclared(name: string | undefined, declared: readonly string[]): SecretsError {
  const others = declared.length === 0 ? "" : ` Declared: ${declared.slice(0, 20).map(printableName).join(", ")}.`;
  return new SecretsError("INVALID_CONFIG", `The account "${printableName(name ?? "")}" is not declared.${others}`, {
    hint: "Add it to `accounts`, or correct the name.",
  });
}
