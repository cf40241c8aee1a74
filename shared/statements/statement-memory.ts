import { type Decoded, decodeJws, type HeaderOf, type KeyIn, type ReadingOf } from "../signing/jws.ts";

/** A statement that was read, and how it was read. */
interface Held {
  readonly reading: object;
  readonly statement: object;
}

/**
 * Holds statements by their texts. A server reads each text of a login several times, in several exchanges: the texts are what its database
 * has. The same text, read in the same way, is always the same statement, and nobody changes one.
 */
export interface StatementMemory {
  get(text: string): Held | undefined;
  add(text: string, held: Held): void;
}

/** Characters. A longer text is read each time, so that a sender cannot fill the memory with few of them. */
const LONGEST_HELD = 4096;

let inUse: StatementMemory | undefined;

/** From here on statements are held in `memory`. Returns a function that puts the former one back. */
export function useStatementMemory(memory: StatementMemory): () => void {
  const former = inUse;
  inUse = memory;
  return () => {
    inUse = former;
  };
}

/** Reads a compact JWS as `decodeJws` does, or finds it in the memory of this process, if it has one. */
export async function readOnce<K extends KeyIn, Claims>(
  jws: unknown,
  reading: ReadingOf<K, Claims>,
): Promise<Decoded<HeaderOf<K>, Claims>> {
  if (inUse === undefined || typeof jws !== "string" || jws.length > LONGEST_HELD) return decodeJws(jws, reading);
  const held = inUse.get(jws);
  if (held?.reading === reading) return held.statement as Decoded<HeaderOf<K>, Claims>; // `reading` made it
  const read = await decodeJws(jws, reading);
  if (held !== undefined) return read;
  const statement = { ...read, jws: byItself(jws) };
  inUse.add(statement.jws, { reading, statement });
  return statement;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Copies the text. One that was cut out of a longer text keeps all of that in memory: the sender of a few hundred statements could fill it
 * with long forms.
 */
const byItself = (text: string): string => decoder.decode(encoder.encode(text));
