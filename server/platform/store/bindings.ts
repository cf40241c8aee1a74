import type { SQLInputValue } from "node:sqlite";

/** Values that every database stores unchanged. */
type Storable = string | number | bigint | Uint8Array | null;

/**
 * Refuses values that our databases would not store in the same way. Accepted are text, whole numbers up to 2^53, bytes and NULL.
 * node:sqlite alone would bind `true` as 1, NaN as NULL, 2^53 as a float and a lone surrogate as U+FFFD; `pg` would send a Date as local
 * time and an object as JSON, and PostgreSQL refuses NUL in text. A value that could change on its way is a bug, so it is refused here.
 *
 * @throws TypeError naming the position and kind of the value, never its content
 */
export const demandStorable = (parameters: readonly unknown[]): Storable[] =>
  parameters.map((value, index) => storable(value, index + 1));

/** The same for one value. */
export function storable(value: unknown, position: number): Storable {
  if (value === null) return null;
  switch (typeof value) {
    case "string":
      if (value.includes("\0") || !value.isWellFormed()) throw unfit(position, "text with NUL or a lone surrogate");
      return value;
    case "number":
      if (!Number.isSafeInteger(value)) throw unfit(position, "a number that is not a safe integer");
      return value;
    case "bigint":
      if (!Number.isSafeInteger(Number(value))) throw unfit(position, "an integer beyond 2^53");
      return value;
    case "object":
      if (value instanceof Uint8Array) return value;
      throw unfit(position, value instanceof Date ? "a Date (use epoch milliseconds)" : "an object");
    case "boolean":
      throw unfit(position, "a boolean (use 0 or 1)");
    default:
      throw unfit(position, typeof value);
  }
}

const unfit = (position: number, kind: string): TypeError =>
  new TypeError(`query parameter ${position} cannot be stored: ${kind}`);

/** Turns values into what node:sqlite binds. */
export const toBindings = (parameters: readonly unknown[]): SQLInputValue[] =>
  demandStorable(parameters).map(toBinding);

/** A JavaScript number would be bound as a float. */
export const toBinding = (value: Storable): SQLInputValue => (typeof value === "number" ? BigInt(value) : value);
