import type { Client } from "node-mailjet";
import type { AccountStatus, RunOptions } from "./account.ts";
import { AccountRegistry, type OpenAccount, type OptionsSource } from "./account-registry.ts";
import { createLiveClient } from "./live-client.ts";
import { loginFailureIn } from "./login-failure.ts";
import type { MailjetCredentials } from "./mailjet-credentials.ts";
import { loadMailjetModule } from "./mailjet-module.ts";
import type { NodeMailjetRequest, RequestConstructorConfig } from "./node-mailjet-types.ts";
import { printAs } from "./print-as.ts";
import { type HttpMethod, RecordedRequest } from "./recorded-request.ts";
import { createSendRequest, type RequestArguments, type SendRequest } from "./send-request.ts";
import { untilAborted } from "./until-aborted.ts";

/** Options of a call that may wait. */
export interface CallOptions {
  /** Ends the wait of this caller only; a read that others share goes on. */
  readonly signal?: AbortSignal | undefined;
}

export interface WithCredentialsOptions extends CallOptions {
  /**
   * Whether an error of the callback says that Mailjet rejected the pair. Absence: `statusCode`, `status` or
   * `response.status` 401; the SMTP answer 535 or `EAUTH`, which do not stop a pair that the API accepts. A 401 of
   * somebody else looks the same; one that `fetch` only returns has to be thrown.
   */
  readonly isRejected?: ((error: unknown) => boolean) | undefined;
}

/** A request as node-mailjet's chain makes it; it may be sent more than once. */
export interface MailjetRequest {
  /** Adds an id to the path. Throws `TypeError` for one that would lead elsewhere. */
  id(value: string | number): this;
  /** Adds an action to the path. */
  action(name: string): this;
  /**
   * Sends. Results and errors are node-mailjet's without the parts that hold the pair. Rejects with `SecretsError` if
   * no pair can be had (`CREDENTIALS_REJECTED` if Mailjet refuses the one in the store).
   */
  request: NodeMailjetRequest["request"];
}

/** One Mailjet account. */
export interface MailjetAccount {
  get(resource: string, config?: RequestConstructorConfig): MailjetRequest;
  post(resource: string, config?: RequestConstructorConfig): MailjetRequest;
  put(resource: string, config?: RequestConstructorConfig): MailjetRequest;
  delete(resource: string, config?: RequestConstructorConfig): MailjetRequest;
  /** A node-mailjet `Client`: always the same object, never stale, without a key in it. Rejects while no pair can be had. */
  getClient(options?: CallOptions): Promise<Client>;
  /** The pair that is current now: for SMTP and other SDKs. Ask each time; do not keep it. */
  credentials(options?: CallOptions): Promise<MailjetCredentials>;
  /** Runs the callback with the current pair, and once more with a new one if Mailjet rejected it. */
  withCredentials<T>(
    callback: (credentials: MailjetCredentials) => T | Promise<T>,
    options?: WithCredentialsOptions,
  ): Promise<T>;
  /** Reads the store now, past the cache. */
  refresh(options?: CallOptions): Promise<MailjetCredentials>;
  /** How the account stands. Reads nothing. */
  status(): AccountStatus;
}

/** The default account, and the way to the others. */
export interface MailjetClientFactory extends MailjetAccount {
  /** Another account over the same provider and session: a handle by name that may be kept. Nothing is read yet. */
  account(name: string): MailjetAccount;
  /** The status of each account that is in memory, the default one first. */
  statuses(): readonly AccountStatus[];
  /** Ends reads and waits, and closes the provider. Later calls reject with `CLOSED`. Safe to call more than once. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Creates a factory of Mailjet clients over a provider. Does nothing yet: the first call reads the secret.
 * `source`: the options, or a function that finds them at the first use. Throws `TypeError` for wrong options.
 */
export function createMailjetClientFactory(source: OptionsSource): MailjetClientFactory {
  return new ClientFactory(new AccountRegistry(source));
}

class AccountHandle implements MailjetAccount {
  readonly #registry: AccountRegistry;
  readonly #name: string | undefined;
  readonly #send: SendRequest;

  constructor(registry: AccountRegistry, name?: string) {
    this.#registry = registry;
    this.#name = name;
    this.#send = createSendRequest((work) => registry.use(name, work));
  }

  get(resource: string, config?: RequestConstructorConfig): MailjetRequest {
    return this.#request("get", resource, config);
  }

  post(resource: string, config?: RequestConstructorConfig): MailjetRequest {
    return this.#request("post", resource, config);
  }

  put(resource: string, config?: RequestConstructorConfig): MailjetRequest {
    return this.#request("put", resource, config);
  }

  delete(resource: string, config?: RequestConstructorConfig): MailjetRequest {
    return this.#request("delete", resource, config);
  }

  // Not async: a cached call gives back a promise that is kept, which costs half of one made anew.
  getClient(options?: CallOptions): Promise<Client> {
    const open = this.#registry.find(this.#name);
    if (options === undefined && open?.client !== undefined && open.account.fresh() !== undefined) return open.client;
    return this.#openClient(options);
  }

  credentials(options?: CallOptions): Promise<MailjetCredentials> {
    const open = this.#registry.find(this.#name);
    const kept = options === undefined ? open?.account.fresh() : undefined;
    return kept ?? this.#use(options?.signal, ({ account }) => account.credentials(options?.signal));
  }

  withCredentials<T>(
    callback: (credentials: MailjetCredentials) => T | Promise<T>,
    options: WithCredentialsOptions = {},
  ): Promise<T> {
    const run: RunOptions = {
      signal: options.signal,
      ownRequest: false,
      verdictIn(error) {
        const { isRejected } = options;
        const failure = isRejected === undefined ? loginFailureIn(error) : isRejected(error) && "http";
        return failure ? { fields: {}, binding: failure === "http" } : undefined;
      },
      isAnswer: () => false,
    };
    return this.#use(options.signal, ({ account }) => account.run(async (pair) => callback(pair), run));
  }

  refresh(options?: CallOptions): Promise<MailjetCredentials> {
    return this.#use(options?.signal, ({ account }) => account.refresh(options?.signal));
  }

  status(): AccountStatus {
    const provider = this.#registry.providerName();
    const unopened: AccountStatus = {
      state: this.#registry.closed ? "closed" : "empty",
      ...(provider === undefined ? {} : { provider }),
    };
    return named(this.#name, this.#registry.find(this.#name)?.account.status() ?? unopened);
  }

  #request(method: HttpMethod, resource: string, config: RequestConstructorConfig): MailjetRequest {
    return new PendingRequest(this.#send, new RecordedRequest(method, resource, config));
  }

  #use<T>(signal: AbortSignal | undefined, work: (open: OpenAccount) => Promise<T>): Promise<T> {
    return untilAborted(this.#registry.use(this.#name, work), signal);
  }

  #openClient(options: CallOptions | undefined): Promise<Client> {
    return this.#use(options?.signal, async (open) => {
      await open.account.credentials(options?.signal);
      const module = await loadMailjetModule();
      open.client ??= Promise.resolve(createLiveClient(module, this.#send, open.options.mailjet));
      return open.client;
    });
  }
}

class ClientFactory extends AccountHandle implements MailjetClientFactory {
  readonly #registry: AccountRegistry;

  constructor(registry: AccountRegistry) {
    super(registry);
    this.#registry = registry;
  }

  account(name: string): MailjetAccount {
    if (typeof name !== "string" || name === "") throw new TypeError("account() needs the name of an account.");
    return new AccountHandle(this.#registry, name);
  }

  statuses(): readonly AccountStatus[] {
    return this.#registry.all().map(([name, { account }]) => named(name, account.status()));
  }

  close(): Promise<void> {
    return this.#registry.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

class PendingRequest implements MailjetRequest {
  readonly #send: SendRequest;
  readonly #record: RecordedRequest;

  constructor(send: SendRequest, record: RecordedRequest) {
    this.#send = send;
    this.#record = record;
  }

  id(value: string | number): this {
    this.#record.id(value);
    return this;
  }

  action(name: string): this {
    this.#record.action(name);
    return this;
  }

  // `never` fits both overloads of node-mailjet's method; what the promise holds is what node-mailjet gives.
  request(
    data?: RequestArguments["data"],
    params?: RequestArguments["params"],
    performAPICall?: boolean,
  ): Promise<never> {
    return this.#send(this.#record, { data, params, performAPICall }) as Promise<never>;
  }
}

function named(name: string | undefined, status: AccountStatus): AccountStatus {
  return name === undefined ? status : { account: name, ...status };
}

printAs(AccountHandle.prototype, () => "MailjetAccount [no credentials inside]");
printAs(ClientFactory.prototype, () => "MailjetClientFactory [no credentials inside]");
printAs(PendingRequest.prototype, () => "MailjetRequest [no credentials inside]");
