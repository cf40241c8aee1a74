import pg from "pg";

// PostgreSQL's values get the types of SQLite's: numbers for whole numbers, plain `Uint8Array` for bytes. All of them are in text format.

const { BYTEA, INT8 } = pg.types.builtins;

/** PostgreSQL sends these as text, since a JavaScript number holds no more than 2^53. Our stored values and counts are never greater. */
function readInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError("the database holds an integer beyond 2^53");
  return value;
}

/** The hex format, which every connection of ours uses (`bytea_output`). */
const readBytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.slice("\\x".length), "hex"));

/** Returns the function that reads the text of a value of that type. */
export function readerOf(oid: number): (text: string) => unknown {
  if (oid === INT8) return readInt8;
  if (oid === BYTEA) return readBytes;
  return pg.types.getTypeParser(oid);
}
