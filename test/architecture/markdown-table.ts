/** One row of a Markdown table: each column's heading and its cell. */
export type TableRow = ReadonlyMap<string, string>;

/** The rows of every table of a text, in their order. */
export function tableRows(markdown: string): readonly TableRow[] {
  const rows: TableRow[] = [];
  let columns: readonly string[] = [];
  for (const line of markdown.split("\n")) {
    const cells = cellsOf(line);
    if (cells === undefined) columns = [];
    else if (columns.length === 0) columns = cells;
    else if (!cells.every((cell) => /^:?-+:?$/.test(cell)))
      rows.push(new Map(columns.map((column, index) => [column, cells[index] ?? ""])));
  }
  return rows;
}

/** The cells of a line, undefined if it is of no table. */
function cellsOf(line: string): readonly string[] | undefined {
  if (!/^\|.*\|\s*$/.test(line)) return undefined;
  return line
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll("\\|", "|"));
}

/** The texts of a cell between backticks. */
export const codeIn = (cell: string): readonly string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
