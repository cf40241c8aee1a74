import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type PartList, partListSchema } from "@nearside/shared/api/parts.ts";
import type { Part } from "@nearside/shared/statements/versions.ts";
import * as v from "valibot";
import { logTexts } from "../../texts/log.ts";
import { Downloads } from "./downloads.ts";
import { PartFile } from "./part-file.ts";

/** The list, as the build leaves it beside the files. */
const LIST_FILE = "parts.json";

/** The parts that this server hands out for people's own machines: what its build left, and nothing else. */
interface Parts {
  /** Undefined if none were built. */
  readonly list: PartList | undefined;
  /** Keyed by name. A name that a client sends is looked up here, and never on the disk. */
  readonly files: ReadonlyMap<string, { readonly part: Part; readonly onDisk: PartFile }>;
  readonly downloads: Downloads;
}

export interface WithParts {
  readonly parts: Parts;
}

/**
 * Reads the list in that folder. The files themselves are read when somebody asks for them.
 *
 * @param onBad learns why a list that is there can't be used
 */
export function findParts(folder: string, onBad: (why: string) => void): Parts {
  const list = readList(folder, onBad);
  const files = new Map(
    (list?.parts ?? []).map((part) => [part.file, { part, onDisk: new PartFile(part, join(folder, part.file)) }]),
  );
  return { list, files, downloads: new Downloads() };
}

function readList(folder: string, onBad: (why: string) => void): PartList | undefined {
  let text: string;
  try {
    text = readFileSync(join(folder, LIST_FILE), "utf8");
  } catch {
    onBad(logTexts.parts.noList);
    return undefined;
  }
  try {
    return v.parse(partListSchema, JSON.parse(text));
  } catch {
    onBad(logTexts.parts.listForm);
    return undefined;
  }
}
