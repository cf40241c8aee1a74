import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import * as v from "valibot";
import { type Manifest, type Sealed, type Sealing, writeManifest } from "./manifest.ts";

// A backup of PostgreSQL is one file too: an SQLite database with what pg_dump wrote, in parts, beside the manifest, and the stored secret that
// seals it, so that the seal is looked at before PostgreSQL gets any part.

const PART_BYTES = 1 << 20;

/** Takes what pg_dump writes. */
export class DumpFile {
  readonly #database: DatabaseSync;
  readonly #hash = createHash("sha256");
  readonly #waiting: Uint8Array[] = [];
  #waits = 0;
  #bytes = 0;

  /** @param path of an empty file */
  constructor(path: string) {
    this.#database = new DatabaseSync(path);
    this.#database.exec("pragma journal_mode = memory; pragma synchronous = off");
    this.#database.exec("create table dump_parts (no integer primary key, bytes blob not null) strict");
    this.#database.exec("create table sealed_by (id text not null, secret text not null) strict");
  }

  add(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#waits += bytes.length;
    this.#bytes += bytes.length;
    this.#hash.update(bytes);
    if (this.#waits >= PART_BYTES) this.#write();
  }

  #write(): void {
    const part = Buffer.concat(this.#waiting.splice(0));
    this.#waits = 0;
    this.#database.prepare("insert into dump_parts (bytes) values (?)").run(part);
  }

  /** Writes the last part, and tells size and sum of the whole. */
  end(): NonNullable<Manifest["dump"]> {
    if (this.#waits > 0) this.#write();
    return { bytes: this.#bytes, sha256: this.#hash.digest("hex") };
  }

  seal(sealed: Sealed, by: Sealing | undefined): void {
    if (by !== undefined)
      this.#database.prepare("insert into sealed_by (id, secret) values (?, ?)").run(by.id, by.secret);
    writeManifest(this.#database, sealed);
  }

  close(): void {
    this.#database.close();
  }
}

const partRow = v.object({ bytes: v.instance(Uint8Array) });
const sealingRow = v.object({ id: v.string(), secret: v.string() });

/** The parts of the dump, in their order. */
export function* dumpIn(database: DatabaseSync): Generator<Uint8Array, undefined> {
  for (const row of database.prepare("select bytes from dump_parts order by no").iterate())
    yield v.parse(partRow, row).bytes;
  return undefined;
}

export function sealedBy(database: DatabaseSync): Sealing | undefined {
  const row = database.prepare("select id, secret from sealed_by").get();
  return row && v.parse(sealingRow, row);
}
