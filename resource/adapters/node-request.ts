import type { Access, PresentedRequest } from "../resource.ts";

/**
 * Makes the judged part of a request of Node's `http`, under Express and Fastify. It uses the raw headers, because the
 * parsed ones have silently dropped all `Authorization` fields but the first.
 *
 * @param target as in the request line. Only its usual form, a path, is accepted: an absolute one is for proxies, and
 * frameworks route it by other rules than those by which the proof is judged
 * @param rawHeaders name, value, name, value …
 */
export function nodeRequest(method: string, target: string, rawHeaders: readonly string[]): PresentedRequest {
  const get = (name: string): string | null => {
    const values = rawHeaders.filter(
      (_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name.toLowerCase(),
    );
    return values.length === 0 ? null : values.join(", ");
  };
  return { method, url: target.startsWith("/") ? target : "", headers: { get } };
}

const NOT_JUDGED = "nearsideOf: this request did not pass the nearside middleware";

/** The accepted tokens, by the framework's request. */
export class Granted<Key extends object> {
  readonly #accesses = new WeakMap<Key, Access>();

  grant(request: Key, access: Access): void {
    this.#accesses.set(request, access);
  }

  /** @throws Error if a route forgot the middleware: an unjudged request never looks like a judged one */
  of(request: Key): Access {
    const access = this.#accesses.get(request);
    if (access === undefined) throw new Error(NOT_JUDGED);
    return access;
  }
}
