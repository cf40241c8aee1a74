import { hash } from "node:crypto";

const MODULUS = 1n << 256n;

/** A value as either database gives it. */
type StoredValue = string | number | bigint | Uint8Array | null;

/**
 * SHA-256 of a row. Text, numbers and bytes are told apart, and each has its length, so that no two rows are written alike.
 *
 * @param values in the order of the columns' names, which both databases share
 */
export function rowHash(values: readonly unknown[]): string {
  let text = "";
  for (const value of values) text += written(value as StoredValue);
  return hash("sha256", text, "hex");
}

function written(value: StoredValue): string {
  if (value === null) return "n;";
  if (typeof value === "string") return `t${value.length}:${value};`;
  if (value instanceof Uint8Array) return `b${value.length}:${Buffer.from(value).toString("base64")};`;
  return `i${value};`;
}

export interface Summed {
  readonly rows: number;
  /** The sum of the hashes of all rows, or the hash of all of them, hexadecimal. */
  readonly sum: string;
}

/**
 * Sums up the rows of a table of PostgreSQL, which gives them in any order. It finds what was lost or changed by accident, and no more: who may change
 * many rows finds some of any sum (D. Wagner, A Generalized Birthday Problem, 2002). What an attacker changes is found by the hash of the dump.
 */
export class TableSum {
  #rows = 0;
  #sum = 0n;

  add(rowHash: string): void {
    this.#rows += 1;
    this.#sum = (this.#sum + BigInt(`0x${rowHash}`)) % MODULUS;
  }

  get summed(): Summed {
    return { rows: this.#rows, sum: this.#sum.toString(16).padStart(64, "0") };
  }
}

export const isSameSum = (one: Summed | undefined, other: Summed | undefined): boolean =>
  one !== undefined && other !== undefined && one.rows === other.rows && one.sum === other.sum;
