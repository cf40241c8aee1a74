import { createRequire } from "node:module";
import { SCHEMA, SCHEMA_NAME } from "./schema.ts";

export type Engine = typeof import("@cedar-policy/cedar-wasm/nodejs");

// The engine is WebAssembly: what makes it trap once leaves its memory spoilt, and everything that this process asks it later fails. Rules
// are bounded before it sees them (`statements.ts`). If something traps it all the same, it is thrown away and begun anew: one answer is
// lost, and not every login until somebody starts the server again.

const load = createRequire(import.meta.url);
const NAME = "@cedar-policy/cedar-wasm/nodejs";

interface Running {
  readonly engine: Engine;
  /** Told apart by those who keep something inside it. */
  readonly run: number;
}

/** Begun by whoever asks first: it takes some 60 MB, and half a second in which nobody else is served. */
let running: Running | undefined;

/** The engine trapped, over whatever it was asked. It has been begun anew. */
export class EngineFailed extends Error {
  override readonly name = "EngineFailed";
}

/**
 * @param work asks the engine; the number tells one run of it from the next, in which it remembers nothing
 * @throws EngineFailed
 */
export function askEngine<T>(work: (engine: Engine, run: number) => T): T {
  running ??= begin(0);
  const { engine, run } = running;
  try {
    return work(engine, run);
  } catch (cause) {
    if (!isTrap(cause)) throw cause;
    running = begin(run + 1);
    throw new EngineFailed("the engine failed", { cause });
  }
}

/** Of WebAssembly itself, or of the stack that it shares with us. */
export const isTrap = (cause: unknown): boolean =>
  cause instanceof RangeError || (cause instanceof Error && cause.name === "RuntimeError");

function begin(run: number): Running {
  if (run > 0) delete load.cache[load.resolve(NAME)];
  const engine = load(NAME) as Engine;
  const prepared = engine.preparseSchema(SCHEMA_NAME, SCHEMA);
  if (prepared.type === "failure") throw new Error(prepared.errors[0]?.message);
  return { engine, run };
}
