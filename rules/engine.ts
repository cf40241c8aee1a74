import { createRequire } from "node:module";
import { ENGINE_SCHEMA, SCHEMA_NAME } from "./schema.ts";
import { Slots } from "./slots.ts";

export type Cedar = typeof import("@cedar-policy/cedar-wasm/nodejs");

// The engine is WebAssembly: once something makes it trap, its memory is spoilt, and every later call to it fails. Rules are bounded
// before they reach it (`statements.ts`). If something traps it anyway, that instance is thrown away and another one is started: one
// answer is lost, and the server need not be restarted before the next login.

const load = createRequire(import.meta.url);
const NAME = "@cedar-policy/cedar-wasm/nodejs";

interface Running {
  readonly cedar: Cedar;
  /** The sets that this instance has parsed. They are lost with it. */
  readonly slots: Slots;
}

/** The engine trapped over its input. Another instance has been started. */
export class EngineFailed extends Error {
  override readonly name = "EngineFailed";
}

/**
 * Cedar in WebAssembly, and the sets that it keeps parsed. One serves a whole process: it takes some 60 MB. It holds no handle, so there
 * is nothing to close.
 */
export class RuleEngine {
  /** The first call starts it, which takes half a second in which nobody else is served. */
  #running: Running | undefined;
  /** The values that were derived from sets of rules, by the function that derives them. */
  readonly #derived = new WeakMap<object, WeakMap<object, unknown>>();

  /**
   * @param work calls the engine; `slots` are those of the instance that it is given
   * @throws EngineFailed where the engine trapped
   */
  ask<T>(work: (cedar: Cedar, slots: Slots) => T): T {
    this.#running ??= begin();
    const { cedar, slots } = this.#running;
    try {
      return work(cedar, slots);
    } catch (cause) {
      if (!isTrap(cause)) throw cause;
      this.#running = begin();
      throw new EngineFailed("the engine failed", { cause });
    }
  }

  /**
   * Returns what `derive` makes of that set of rules, made once: judging asks for it at each login.
   *
   * @param derive the same function each time, since its values are cached under it
   * @param rules the same object each time
   */
  derived<Rules extends object, Value>(derive: (rules: Rules) => Value, rules: Rules): Value {
    const values = (this.#derived.get(derive) ?? new WeakMap()) as WeakMap<Rules, { readonly value: Value }>;
    this.#derived.set(derive, values);
    const found = values.get(rules) ?? { value: derive(rules) };
    values.set(rules, found);
    return found.value;
  }

  /** Begins the engine, so that no later call waits for it. */
  warmUp(): void {
    this.ask(() => undefined);
  }
}

/** A trap of WebAssembly itself, or of the stack that it shares with us. */
export const isTrap = (cause: unknown): boolean =>
  cause instanceof RangeError || (cause instanceof Error && cause.name === "RuntimeError");

function begin(): Running {
  delete load.cache[load.resolve(NAME)]; // or `load` would return another owner's instance, or a spoilt one
  const cedar = load(NAME) as Cedar;
  const prepared = cedar.preparseSchema(SCHEMA_NAME, ENGINE_SCHEMA);
  if (prepared.type === "failure") throw new Error(prepared.errors[0]?.message);
  return { cedar, slots: new Slots(cedar) };
}
