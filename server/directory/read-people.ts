import type { FieldProblem } from "@nearside/shared/api/console/console-error.ts";
import {
  displayNameSchema,
  emailAddressSchema,
  groupNameSchema,
  userNameSchema,
} from "@nearside/shared/api/console/names.ts";
import { IMPORT_COLUMNS, MOST_IMPORTED } from "@nearside/shared/api/console/people-import.ts";
import { ROLES, type Role } from "@nearside/shared/api/console/roles.ts";
import * as v from "valibot";
import { ConsoleError, wrongField } from "../console/console-error.ts";
import { isFormula, readCsv, withoutGuard } from "../console/csv.ts";

type ImportColumn = (typeof IMPORT_COLUMNS)[number];

/** A line of the file by itself. What stands in no cell is left as it is, or for a new person as it is by default. */
export interface PersonLine {
  readonly line: number;
  readonly name: string;
  readonly displayName: string | undefined;
  readonly email: string | undefined;
  readonly role: Role | undefined;
  readonly groups: readonly string[];
  readonly problems: readonly FieldProblem[];
}

/** What `…/people/export` writes and nobody imports. */
const IGNORED = new Set(["id", "state", "created_at", "enrolled_at", "last_login_at", "machines"]);
/** Most of a cell that is shown again where it is wrong. */
const MAX_SHOWN = 128;

/**
 * @param csv of an author whom nobody knows
 * @throws ConsoleError `invalid_request` where it is no table of people at all
 */
export function readPeople(csv: string): readonly PersonLine[] {
  if (!csv.isWellFormed() || csv.includes("\0"))
    throw wrongField("csv", "is no text: it holds characters that are none");
  const { header, records, broken } = readCsv(csv);
  const columns = columnsOf(header);
  const [first] = broken;
  if (first !== undefined) throw wrongField("csv", `line ${first.line}: ${first.problem}`);
  if (records.length === 0) throw wrongField("csv", "holds nobody: a line for each person has to follow the header");
  if (records.length > MOST_IMPORTED) throw wrongField("csv", `holds more than ${MOST_IMPORTED} people`);
  return records.map(({ line, cells }) => readLine(line, cells, columns));
}

function columnsOf(header: readonly string[]): ReadonlyMap<ImportColumn, number> {
  const columns = new Map<ImportColumn, number>();
  const known = (name: string): name is ImportColumn => (IMPORT_COLUMNS as readonly string[]).includes(name);
  const fields: FieldProblem[] = [];
  for (const [index, name] of header.entries()) {
    if (known(name) && !columns.has(name)) columns.set(name, index);
    else if (known(name)) fields.push({ field: "csv", problem: `its column ${index + 1} stands there twice: ${name}` });
    else if (!IGNORED.has(name))
      fields.push({ field: "csv", problem: `its column ${index + 1} is none of ${IMPORT_COLUMNS.join(", ")}` });
  }
  if (!columns.has("name"))
    fields.unshift({ field: "csv", problem: "its first line has to name the columns, one of them name" });
  if (fields.length > 0) throw new ConsoleError("invalid_request", { fields: fields.slice(0, 5) });
  return columns;
}

function readLine(line: number, cells: readonly string[], columns: ReadonlyMap<ImportColumn, number>): PersonLine {
  const problems: FieldProblem[] = [];
  if (cells.length > Math.max(...columns.values()) + 1 + IGNORED.size)
    problems.push({ field: "name", problem: "the line has more cells than the header" });
  const read = <Value>(column: ImportColumn, schema: v.GenericSchema<unknown, Value>): Value | undefined => {
    const cell = cells[columns.get(column) ?? -1]?.trim() ?? "";
    if (cell === "") return undefined;
    if (isFormula(cell)) {
      problems.push({
        field: column,
        problem: "begins like a formula; put an apostrophe in front where it is meant so",
      });
      return undefined;
    }
    const parsed = v.safeParse(schema, withoutGuard(cell));
    if (parsed.success) return parsed.output;
    problems.push({ field: column, problem: parsed.issues[0].message });
    return undefined;
  };
  const name = read("name", userNameSchema);
  if (name === undefined && problems.length === 0) problems.push({ field: "name", problem: "must not be empty" });
  const shown = (cells[columns.get("name") ?? -1] ?? "").slice(0, MAX_SHOWN).toWellFormed();
  return {
    line,
    name: name ?? shown,
    displayName: read("display_name", displayNameSchema),
    email: read("email", emailAddressSchema),
    role: read("role", roleCellSchema),
    groups: read("groups", groupsCellSchema) ?? [],
    problems,
  };
}

const roleCellSchema = v.picklist(ROLES, `must be one of ${ROLES.join(", ")}`);

const MOST_GROUPS = 64;
const groupsCellSchema = v.pipe(
  v.string(),
  v.transform((cell) => [...new Set(cell.split(";").map((name) => name.trim()))].filter((name) => name !== "")),
  v.maxLength(MOST_GROUPS, `must name at most ${MOST_GROUPS} groups, with semicolons between them`),
  v.array(groupNameSchema),
);
