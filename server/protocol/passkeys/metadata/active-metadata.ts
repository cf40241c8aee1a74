import type { Db } from "../../../platform/store/database.ts";
import { type Metadata, metadataOf } from "./authenticator-models.ts";
import { findTakenBlob, readPayload, type TakenBlob } from "./metadata-store.ts";

/** The metadata that the database holds, kept in memory as it is used. Every server of that database follows. */
class ActiveMetadata {
  readonly #db: Db;
  readonly #roots: string;
  #blob: TakenBlob | undefined;
  #metadata: Metadata | undefined;

  /** @param roots whose metadata is believed: one that was taken under others is not there */
  constructor(db: Db, roots: string) {
    this.#db = db;
    this.#roots = roots;
  }

  /** The active metadata; undefined if no metadata vouches for any authenticator. */
  get current(): Metadata | undefined {
    return this.#metadata;
  }

  /** Loads a blob that any server of this database has taken since; costs one small query if there is no new one. */
  async follow(): Promise<void> {
    const found = await findTakenBlob(this.#db);
    const blob = found?.roots === this.#roots ? found : undefined;
    if (blob?.no === this.#blob?.no && blob?.takenAt === this.#blob?.takenAt) return;
    const payload = blob && (await readPayload(this.#db));
    this.#metadata = payload && metadataOf(payload);
    this.#blob = blob;
  }
}

/** The metadata from the last run of the server, which needs no network. */
export async function loadMetadata(db: Db, roots: string): Promise<ActiveMetadata> {
  const metadata = new ActiveMetadata(db, roots);
  await metadata.follow();
  return metadata;
}

export interface WithMetadata {
  readonly metadata: ActiveMetadata;
}
