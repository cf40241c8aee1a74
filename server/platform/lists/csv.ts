import Papa from "papaparse";
import { consoleTexts } from "../../texts/console.ts";

/** Spreadsheets recognise UTF-8 by this alone. */
const BYTE_ORDER_MARK = "\uFEFF";

/** A spreadsheet would run a cell that begins with one of these, in the wide forms too (OWASP, "CSV Injection"). */
const RUNS = /^[=+\-@\t\r\n＝＋－＠]/u;
/**
 * The places where a cell begins for some spreadsheet: at its own beginning, and behind anything else that separates cells or lines, since
 * a spreadsheet that splits at semicolons, tabs or bars sees no quotes around our cell. A text that would run there gets an apostrophe in
 * front. So does a text that looks as if it had got one, so that {@link withoutGuard} restores the original.
 */
const BEGINS = /^(?='*[=+\-@\t\r\n＝＋－＠])|(?<=[;|\t\r\n] *)(?='*[=+\-@＝＋－＠])/gu;
const GUARD = /^'(?='*[=+\-@\t\r\n＝＋－＠])|(?<=[;|\t\r\n] *)'(?='*[=+\-@＝＋－＠])/gu;

export const isFormula = (cell: string): boolean => RUNS.test(cell);

const guarded = (cell: string): string => cell.replaceAll(BEGINS, "'");

/** The cell without the apostrophes that {@link csvLines} gave it, so that what was exported can be imported. */
export const withoutGuard = (cell: string): string => cell.replaceAll(GUARD, "");

export type Cell = string | number | null;

/** Lines of CSV (RFC 4180), each with its end, no cell of which a spreadsheet runs. Numbers stay as they are. */
export const csvLines = (rows: readonly (readonly Cell[])[]): string =>
  rows.length === 0
    ? ""
    : `${Papa.unparse(
        rows.map((row) => row.map((cell) => (typeof cell === "string" ? guarded(cell) : cell))),
        { newline: "\r\n" },
      )}\r\n`;

/**
 * A whole table as CSV, in pieces as `pages` gives them.
 *
 * @param header names of the columns
 */
export async function* csvOf(
  header: readonly string[],
  pages: AsyncIterable<readonly (readonly Cell[])[]>,
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLines([header]);
  for await (const rows of pages) yield csvLines(rows);
}

/** The result of reading a CSV file. */
interface CsvTable {
  readonly header: readonly string[];
  /** `line`: the number of the record as a spreadsheet counts it; the header is 1. */
  readonly records: readonly { readonly line: number; readonly cells: readonly string[] }[];
  /** Records that are not CSV, such as one whose quote never ends. */
  readonly broken: readonly { readonly line: number; readonly problem: string }[];
}

const SENTENCES: Readonly<Record<string, string>> = {
  MissingQuotes: consoleTexts.csv.openQuote,
  InvalidQuotes: consoleTexts.csv.quoteInside,
};

/**
 * Reads CSV as spreadsheets write it: with or without byte order mark, any end of line, comma, semicolon or tab between the cells. Empty
 * records are left out.
 *
 * @param text of an untrusted author
 */
export function readCsv(text: string): CsvTable {
  const bare = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  const { data, errors } = Papa.parse<string[]>(bare, { delimiter: delimiterOf(bare) });
  const [header = [], ...rest] = data;
  const records = rest
    .map((cells, index) => ({ line: index + 2, cells }))
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ""));
  const broken = errors
    .filter(({ type }) => type === "Quotes")
    .map(({ code, row }) => ({ line: (row ?? 0) + 1, problem: SENTENCES[code] ?? consoleTexts.csv.notCsv }));
  return { header: header.map((name) => name.trim()), records, broken };
}

/** The separator that occurs most often in the first line. Papa Parse's own guess needs more lines than a short file has. */
function delimiterOf(text: string): string {
  const [first = ""] = text.split(/[\r\n]/, 1);
  const counted = [",", ";", "\t"].map((delimiter) => ({ delimiter, times: first.split(delimiter).length }));
  return counted.reduce((one, other) => (other.times > one.times ? other : one)).delimiter;
}
