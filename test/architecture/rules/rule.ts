import type { Source } from "../source.ts";

/** One rule of the house, judged file by file. */
export interface Rule {
  readonly says: string;
  readonly because: string;
  /** What breaks the rule in this source: a line for each, with its number; [] if nothing does. */
  readonly broken: (source: Source) => readonly string[];
  /** Sources that break it. A rule that finds nothing in them finds nothing anywhere. */
  readonly planted: readonly Source[];
  /** Sources near to these that keep it. */
  readonly kept: readonly Source[];
}

/** Shorthand for made-up sources. */
export function source(path: string, text = ""): Source {
  return { path, text };
}
