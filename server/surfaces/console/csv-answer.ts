import { type Cell, csvOf } from "../../platform/lists/csv.ts";

/** A table as a file to be saved. */
export interface Table {
  /** The name of the file, without its end. */
  readonly name: string;
  readonly header: readonly string[];
  readonly pages: AsyncIterable<readonly (readonly Cell[])[]>;
}

/** The table is sent as it is read: 100,000 rows are never in memory at once. */
export function csvAnswer({ name, header, pages }: Table): Response {
  const bytes = ReadableStream.from(encoded(csvOf(header, pages)));
  return new Response(bytes, {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="${name}.csv"`,
    },
  });
}

async function* encoded(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const text of texts) yield encoder.encode(text);
}

/** The rows of each page, made into cells. */
export async function* cellsOf<Row>(
  pages: AsyncIterable<readonly Row[]>,
  cells: (row: Row) => readonly Cell[],
): AsyncGenerator<readonly (readonly Cell[])[]> {
  for await (const rows of pages) yield rows.map(cells);
}

/** A moment as a spreadsheet and a program both read it (RFC 3339); empty where there is none. @param at epoch milliseconds */
export const momentCell = (at: number | null): string => (at === null ? "" : new Date(at).toISOString());
