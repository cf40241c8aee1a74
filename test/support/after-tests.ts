import { afterAll } from "vitest";
import { type Endings, endings } from "./at-end.ts";

/** Ends, after the last test of the file or of the `describe` that calls it, what these tests have started together. */
export function afterTests(): Endings["atEnd"] {
  const { atEnd, endAll } = endings();
  afterAll(endAll);
  return atEnd;
}
