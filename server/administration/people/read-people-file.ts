import type { FieldProblem } from "@nearside/shared/api/console/console-error.ts";
import {
  displayNameSchema,
  emailAddressSchema,
  groupNameSchema,
  userNameSchema,
} from "@nearside/shared/api/console/names.ts";
import { IMPORT_COLUMNS, type ImportProblem, MOST_IMPORTED } from "@nearside/shared/api/console/people-import.ts";
import { ROLES, type Role } from "@nearside/shared/roles.ts";
import { choiceText, listText } from "@nearside/shared/text/amounts.ts";
import * as v from "valibot";
import { ConsoleError, wrongField } from "../../platform/http/console-error.ts";
import { isFormula, readCsv, withoutGuard } from "../../platform/lists/csv.ts";
import { consoleTexts } from "../../texts/console.ts";

export type ImportColumn = (typeof IMPORT_COLUMNS)[number];
/** The names that the file's first line gives its columns. */
export type ColumnTitles = ReadonlyMap<ImportColumn, string>;

export interface PeopleFile {
  readonly titles: ColumnTitles;
  readonly lines: readonly PersonLine[];
}

/** One line of the file. A cell that is empty changes nothing, and gives a new person the default. */
export interface PersonLine {
  readonly line: number;
  readonly name: string;
  readonly displayName: string | undefined;
  readonly email: string | undefined;
  readonly role: Role | undefined;
  readonly groups: readonly string[];
  readonly problems: readonly ImportProblem[];
}

/** The names that other programs give our columns, without case, spaces and marks between words. */
const COLUMN_OF: Readonly<Record<string, ImportColumn>> = {
  name: "name",
  username: "name",
  user: "name",
  login: "name",
  loginname: "name",
  displayname: "display_name",
  fullname: "display_name",
  email: "email",
  emailaddress: "email",
  mail: "email",
  role: "role",
  groups: "groups",
  group: "groups",
};
const keyOf = (title: string): string => title.toLowerCase().replaceAll(/[\s_-]/g, "");
const columnOf = (title: string): ImportColumn | undefined => {
  const key = keyOf(title);
  return Object.hasOwn(COLUMN_OF, key) ? COLUMN_OF[key] : undefined;
};

/** Columns that `…/people/export` writes and an import ignores. */
const IGNORED = new Set(["id", "state", "createdat", "enrolledat", "lastloginat", "machines"]);
/** Characters of a wrong cell that are shown again, at most. */
const MAX_SHOWN = 128;

/**
 * @param csv text by an untrusted author
 * @throws ConsoleError `invalid_request` if it is no table of people at all
 */
export function readPeople(csv: string): PeopleFile {
  if (!csv.isWellFormed() || csv.includes("\0")) throw wrongField("csv", consoleTexts.import.notText);
  const { header, records, broken } = readCsv(csv);
  const columns = columnsOf(header);
  const [first] = broken;
  if (first !== undefined)
    throw wrongField("csv", consoleTexts.import.problem({ line: first.line, problem: first.problem }));
  if (records.length === 0) throw wrongField("csv", consoleTexts.import.nobody);
  if (records.length > MOST_IMPORTED) throw wrongField("csv", consoleTexts.import.tooMany({ most: MOST_IMPORTED }));
  const titles = new Map([...columns].map(([column, at]) => [column, shortened(header[at] ?? column)]));
  return { titles, lines: records.map(({ line, cells }) => readLine(line, cells, columns, titles, header.length)) };
}

const shortened = (text: string): string => text.slice(0, MAX_SHOWN).toWellFormed();

/** Says what is wrong with a cell, by the column's name in the file, and shows the cell. */
export const problemAt = (
  titles: ColumnTitles,
  field: ImportColumn,
  value: string,
  problem: string,
): ImportProblem => ({ field, column: titles.get(field) ?? field, value: shortened(value), problem });

function columnsOf(header: readonly string[]): ReadonlyMap<ImportColumn, number> {
  const columns = new Map<ImportColumn, number>();
  const fields: FieldProblem[] = [];
  const wrong = (index: number, title: string, problem: string): void => {
    fields.push({
      field: "csv",
      problem: consoleTexts.import.column({ number: index + 1, title: shortened(title), problem }),
    });
  };
  for (const [index, title] of header.entries()) {
    const column = columnOf(title);
    if (column === undefined) {
      if (!IGNORED.has(keyOf(title)))
        wrong(index, title, consoleTexts.import.unknownColumn({ columns: listText(IMPORT_COLUMNS) }));
    } else if (columns.has(column)) wrong(index, title, consoleTexts.import.columnTwice({ column }));
    else columns.set(column, index);
  }
  if (!columns.has("name"))
    fields.unshift({
      field: "csv",
      problem: consoleTexts.import.noNameColumn,
    });
  if (fields.length > 0) throw new ConsoleError("invalid_request", { fields: fields.slice(0, 5) });
  return columns;
}

function readLine(
  line: number,
  cells: readonly string[],
  columns: ReadonlyMap<ImportColumn, number>,
  titles: ColumnTitles,
  width: number,
): PersonLine {
  const problems: ImportProblem[] = [];
  const wrong = (column: ImportColumn, value: string, problem: string): void =>
    void problems.push(problemAt(titles, column, value, problem));
  const beyond = cells.slice(width).find((cell) => cell.trim() !== "");
  if (beyond !== undefined)
    problems.push({
      ...problemAt(titles, "name", beyond, consoleTexts.import.beyond),
      column: consoleTexts.import.columnNumber({ number: cells.indexOf(beyond, width) + 1 }),
    });
  const read = <Value>(column: ImportColumn, schema: v.GenericSchema<unknown, Value>): Value | undefined => {
    const cell = cells[columns.get(column) ?? -1]?.trim() ?? "";
    if (cell === "") return undefined;
    if (isFormula(cell)) {
      wrong(column, cell, consoleTexts.import.formula);
      return undefined;
    }
    const parsed = v.safeParse(schema, withoutGuard(cell));
    if (parsed.success) return parsed.output;
    const [issue] = parsed.issues;
    const isFullName = column === "name" && /\s/.test(cell);
    const hint = isFullName ? consoleTexts.import.fullName : "";
    // If one of several groups is wrong, name that one.
    const value = column === "groups" && typeof issue.input === "string" ? issue.input : cell;
    wrong(column, value, issue.message + hint);
    return undefined;
  };
  const name = read("name", userNameSchema);
  if (name === undefined && !problems.some(({ field }) => field === "name"))
    wrong("name", "", consoleTexts.import.empty);
  return {
    line,
    name: name ?? shortened(cells[columns.get("name") ?? -1] ?? ""),
    displayName: read("display_name", displayNameSchema),
    email: read("email", emailAddressSchema),
    role: read("role", roleCellSchema),
    groups: read("groups", groupsCellSchema) ?? [],
    problems,
  };
}

/** Takes a role as the console writes it, too: "Rule author". */
const roleCellSchema = v.pipe(
  v.string(),
  v.transform((cell) => cell.toLowerCase().replaceAll(/[\s-]+/g, "_")),
  v.picklist(ROLES, consoleTexts.import.role({ roles: choiceText(ROLES) })),
);

const MOST_GROUPS = 64;
const groupsCellSchema = v.pipe(
  v.string(),
  v.transform((cell) => [...new Set(cell.split(";").map((name) => name.trim()))].filter((name) => name !== "")),
  v.maxLength(MOST_GROUPS, consoleTexts.import.groups({ most: MOST_GROUPS })),
  v.array(groupNameSchema),
);
