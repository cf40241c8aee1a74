import type { Call } from "../http/route.ts";
import { type Cell, csvOf } from "./csv.ts";

/**
 * A whole list as a file, sent while it is read: 100,000 rows are never in memory at once.
 *
 * @param name of the file, without its ending: plain letters and hyphens
 */
export function csvAnswer(
  c: Call,
  name: string,
  header: readonly string[],
  pages: AsyncIterable<readonly (readonly Cell[])[]>,
): Response {
  c.header("Content-Type", "text/csv; charset=utf-8; header=present");
  c.header("Content-Disposition", `attachment; filename="${name}.csv"`);
  return c.body(ReadableStream.from(encoded(csvOf(header, pages))));
}

async function* encoded(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const utf8 = new TextEncoder();
  for await (const text of texts) yield utf8.encode(text);
}
