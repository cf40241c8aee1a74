import { AsyncLocalStorage } from "node:async_hooks";
import { type Cell, csvOf } from "../../platform/lists/csv.ts";

/** A table as a file to be saved. */
export interface Table {
  /** The name of the file, without its extension. */
  readonly name: string;
  readonly header: readonly string[];
  readonly pages: AsyncIterable<readonly (readonly Cell[])[]>;
}

/** Sends the table while it is read, so that 100,000 rows are never in memory at once. */
export function csvAnswer({ name, header, pages }: Table): Response {
  const bytes = ReadableStream.from(forTheSame(encoded(csvOf(header, pages))));
  return new Response(bytes, {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="${name}.csv"`,
    },
  });
}

/** Reads on for the person who asked (`ReadTurns`), though it is the stream that takes one part after the other. */
function forTheSame<Part>(parts: AsyncGenerator<Part>): AsyncIterable<Part> {
  const asWhoAsked = AsyncLocalStorage.snapshot();
  const next = () => asWhoAsked(() => parts.next());
  return { [Symbol.asyncIterator]: () => ({ next, return: () => parts.return(undefined) }) };
}

async function* encoded(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const text of texts) yield encoder.encode(text);
}

/** Makes the rows of each page into cells. */
export async function* cellsOf<Row>(
  pages: AsyncIterable<readonly Row[]>,
  cells: (row: Row) => readonly Cell[],
): AsyncGenerator<readonly (readonly Cell[])[]> {
  for await (const rows of pages) yield rows.map(cells);
}

/** Writes a moment as both a spreadsheet and a program read it (RFC 3339); empty for null. @param at epoch milliseconds */
export const momentCell = (at: number | null): string => (at === null ? "" : new Date(at).toISOString());
