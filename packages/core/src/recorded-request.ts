import type { MailjetModule } from "./mailjet-module.ts";
import type { NodeMailjetRequest, RequestConstructorConfig } from "./node-mailjet-types.ts";

export type HttpMethod = "get" | "post" | "put" | "delete";

type Step =
  | { readonly name: "id"; readonly value: string | number }
  | { readonly name: "action"; readonly value: string };

/**
 * What a caller asked for, so that it can be built as often as needed: a request of node-mailjet loses its id and action
 * once it is sent, and must not be sent twice.
 */
export class RecordedRequest {
  readonly method: HttpMethod;
  readonly resource: string;
  /** A copy: what the caller changes later concerns later requests. */
  readonly config: RequestConstructorConfig;
  readonly #steps: Step[] = [];

  constructor(method: HttpMethod, resource: string, config: RequestConstructorConfig) {
    if (typeof resource !== "string") throw new TypeError('Argument "resource" must be a string.');
    this.method = method;
    this.resource = resource;
    this.config = config ? { ...config } : undefined;
  }

  /** Throws `TypeError` for anything but a string or number, and for an id that would change the path around it. */
  id(value: string | number): void {
    if (typeof value !== "string" && typeof value !== "number") {
      throw new TypeError('Argument "value" of id() must be a string or a number.');
    }
    refusePathChange("id", String(value));
    this.#steps.push({ name: "id", value });
  }

  /** Throws `TypeError` for anything but a string, and for an action that would change the path around it. */
  action(value: string): void {
    if (typeof value !== "string") throw new TypeError('Argument "name" of action() must be a string.');
    refusePathChange("action", value);
    this.#steps.push({ name: "action", value });
  }

  /** A fresh request of node-mailjet that sends with the given client. */
  build(client: InstanceType<MailjetModule["Client"]>, { Request }: MailjetModule): NodeMailjetRequest {
    const method = this.method as ConstructorParameters<typeof Request>[1];
    const request = new Request(client, method, this.resource, this.config ?? null);
    for (const step of this.#steps) {
      if (step.name === "id") request.id(step.value);
      else request.action(step.value);
    }
    return request;
  }
}

/**
 * node-mailjet puts ids and actions into the path as they are: "../user" would reach another resource, an empty id the
 * whole collection. "%2e" is a dot to every reader of addresses, and control characters are dropped by it.
 */
function refusePathChange(method: string, value: string): void {
  const segments = value
    .replace(/%2e/gi, ".")
    .split(/[/\\]/)
    .map((segment) => segment.trim());
  const empty = segments.every((segment) => segment === "");
  if (empty || segments.some((segment) => segment === "." || segment === "..") || /[?#\p{Cc}]/u.test(value)) {
    throw new TypeError(
      `${method}() takes no empty text, and none with "." or ".." as a path segment, "?", "#" or control characters.`,
    );
  }
}
