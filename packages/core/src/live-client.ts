import type { Client } from "node-mailjet";
import type { MailjetModule } from "./mailjet-module.ts";
import { clientConfig, clientOptions, type MailjetOptions } from "./mailjet-options.ts";
import type { RequestConstructorConfig } from "./node-mailjet-types.ts";
import { printAs } from "./print-as.ts";
import { type HttpMethod, RecordedRequest } from "./recorded-request.ts";
import { NO_CREDENTIALS, type RequestArguments, type SendRequest } from "./send-request.ts";

/**
 * Creates a client that is a node-mailjet `Client` for types and `instanceof`, holds no key, and sends each request with
 * the pair of that moment. It may be kept for ever and handed to code that knows nothing of this library.
 */
export function createLiveClient(module: MailjetModule, send: SendRequest, options: MailjetOptions): Client {
  class LiveRequest extends module.Request {
    readonly #record: RecordedRequest;

    constructor(owner: Client, method: HttpMethod, resource: string, config: RequestConstructorConfig) {
      super(owner, method as ConstructorParameters<MailjetModule["Request"]>[1], resource, config ?? null);
      this.#record = new RecordedRequest(method, resource, config);
    }

    override id(value: string | number): this {
      this.#record.id(value);
      return this;
    }

    override action(name: string): this {
      this.#record.action(name);
      return this;
    }

    // `never` fits both overloads of the original; what the promise holds is what node-mailjet gives.
    override request(
      data?: RequestArguments["data"],
      params?: RequestArguments["params"],
      performAPICall?: boolean,
    ): Promise<never> {
      return send(this.#record, { data, params, performAPICall }) as Promise<never>;
    }
  }

  class LiveClient extends module.Client {
    constructor() {
      super({ ...NO_CREDENTIALS, config: clientConfig(options), options: publicOptions(options) ?? null });
      for (const name of ["apiKey", "apiSecret"]) Reflect.deleteProperty(this, name);
    }

    override getAPIKey(): never {
      return refuse("getAPIKey");
    }

    override getAPISecret(): never {
      return refuse("getAPISecret");
    }

    override getAPIToken(): never {
      return refuse("getAPIToken");
    }

    override get(resource: string, config?: RequestConstructorConfig): LiveRequest {
      return new LiveRequest(this, "get", resource, config);
    }

    override post(resource: string, config?: RequestConstructorConfig): LiveRequest {
      return new LiveRequest(this, "post", resource, config);
    }

    override put(resource: string, config?: RequestConstructorConfig): LiveRequest {
      return new LiveRequest(this, "put", resource, config);
    }

    override delete(resource: string, config?: RequestConstructorConfig): LiveRequest {
      return new LiveRequest(this, "delete", resource, config);
    }
  }

  printAs(LiveRequest.prototype, () => "MailjetRequest [no credentials inside]");
  printAs(LiveClient.prototype, () => "MailjetClient [no credentials inside]");
  return new LiveClient();
}

/** What `getOptions()` may tell: a proxy can hold a password, and headers anything, so these stay with the sender. */
function publicOptions({
  proxy: _proxy,
  headers: _headers,
  ...options
}: MailjetOptions): ReturnType<typeof clientOptions> {
  return clientOptions(options);
}

function refuse(method: string): never {
  throw new TypeError(`${method}() has nothing to give: this client holds no key. Use: await mailjet.credentials()`);
}
