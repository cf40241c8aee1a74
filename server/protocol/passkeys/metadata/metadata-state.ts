import type { MetadataState } from "@nearside/shared/api/console/authenticators.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithMetadata } from "./active-metadata.ts";
import { BLOB_PROBLEMS } from "./blob-refused.ts";
import type { WithMetadataRoots } from "./metadata-roots.ts";
import { findSource, findTakenBlob } from "./metadata-store.ts";

/** The source of the metadata, the stored blob, and the outcome of the last try. */
export async function metadataState({
  config,
  db,
  metadata,
  metadataRoots,
}: WithConfig & WithDb & WithMetadata & WithMetadataRoots): Promise<MetadataState> {
  const { address, triedAt, succeededAt, problem } = await findSource(db);
  const blob = await findTakenBlob(db);
  const source = config.metadata.source ?? address;
  return {
    set_by: config.metadata.source !== undefined ? "configuration" : address === null ? "nobody" : "console",
    source,
    own_roots: config.metadata.roots !== undefined,
    taken:
      blob === undefined || blob.roots !== metadataRoots.id
        ? null
        : {
            no: blob.no,
            next_update: blob.nextUpdate,
            taken_at: blob.takenAt,
            models: metadata.current?.models.size ?? 0,
          },
    tried_at: triedAt,
    succeeded_at: succeededAt,
    problem: problem === null ? null : { code: problem, sentence: sentenceOf(problem) },
  };
}

const isProblem = (code: string): code is keyof typeof BLOB_PROBLEMS => Object.hasOwn(BLOB_PROBLEMS, code);
const sentenceOf = (code: string): string => (isProblem(code) ? BLOB_PROBLEMS[code] : code);
