import type { Access } from "../resource.ts";

const NOT_JUDGED = "nearsideOf: this request did not pass the nearside middleware";

/** What was granted, by the framework's request. */
export class Granted<Key extends object> {
  readonly #accesses = new WeakMap<Key, Access>();

  grant(request: Key, access: Access): void {
    this.#accesses.set(request, access);
  }

  /** @throws Error where a route forgot the middleware: never an unjudged request that looks like a judged one */
  of(request: Key): Access {
    const access = this.#accesses.get(request);
    if (access === undefined) throw new Error(NOT_JUDGED);
    return access;
  }
}
