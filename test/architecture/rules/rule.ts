import type { Source } from "../source.ts";

interface Judged {
  readonly says: string;
  readonly because: string;
}

/** One rule of the house, judged file by file. */
export interface Rule extends Judged {
  /** Lists the breaches in this source: one text each, with its line number; [] if the source keeps the rule. */
  readonly broken: (source: Source) => readonly string[];
  /** Sources that break it. A rule that finds nothing in them finds nothing anywhere. */
  readonly planted: readonly Source[];
  /** Sources near to these that keep it. */
  readonly kept: readonly Source[];
}

/** A rule that no file breaks by itself: it is judged over all sources at once. */
export interface HouseRule extends Judged {
  /** Lists the breaches: one text each, with its place; [] if the house keeps the rule. */
  readonly brokenIn: (sources: readonly Source[]) => readonly string[];
  /** Houses of a few files that break it, by what is wrong with them. */
  readonly plantedHouses: Readonly<Record<string, readonly Source[]>>;
  /** Houses near to these that keep it. */
  readonly keptHouses: Readonly<Record<string, readonly Source[]>>;
}

/** Shorthand for made-up sources. */
export function source(path: string, text = ""): Source {
  return { path, text };
}
