import { readFileSync, statSync } from "node:fs";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import { type DatabasePlace, readDatabaseUrl } from "../../../platform/config/database-url.ts";
import { dataTexts } from "../../../texts/commands/data.ts";

/** Names the database to which data is moved, with its password, which must not be an argument. */
const TARGET_VARIABLE = "DATABASE_URL_TARGET";
/** PostgreSQL's own file of passwords. */
const PASSWORDS_VARIABLE = "PGPASSFILE";

const OTHERS = 0o077;

/**
 * The database that the person named, by an argument without a password or by the variable.
 *
 * @param env of this process
 * @throws CannotStart
 */
export function targetOf(
  argument: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): DatabasePlace {
  const url = argument ?? env[TARGET_VARIABLE];
  if (url === undefined) throw refusal(dataTexts.target.name({ variable: TARGET_VARIABLE }));
  if (argument !== undefined && /:\/\/[^/@]*:[^/@]+@/.test(argument))
    throw refusal(dataTexts.target.passwordShown({ passwords: PASSWORDS_VARIABLE, target: TARGET_VARIABLE }));
  const place = readDatabaseUrl(url);
  if (typeof place === "string") throw refusal(dataTexts.target.address({ problem: place }));
  const file = env[PASSWORDS_VARIABLE];
  if (place.password() !== "" || file === undefined) return place;
  const password = passwordIn(file, place);
  return { ...place, password: () => password };
}

const refusal = (sentence: string): CannotStart => new CannotStart(dataTexts.target.nothingMoved({ sentence }));

/** Reads it as libpq does: the first line that fits, where * fits all, and \ is before : and \ in a part. */
function passwordIn(file: string, { host, port, database, user }: DatabasePlace): string {
  let text: string;
  try {
    if (process.platform !== "win32" && (statSync(file).mode & OTHERS) !== 0)
      throw refusal(dataTexts.target.fileOpen({ file, variable: PASSWORDS_VARIABLE }));
    text = readFileSync(file, "utf8");
  } catch (cause) {
    if (cause instanceof CannotStart) throw cause;
    throw new CannotStart(dataTexts.target.fileUnreadable({ file, variable: PASSWORDS_VARIABLE }), { cause });
  }
  const wanted = [host, String(port), database, user];
  for (const line of text.split("\n")) {
    const parts = line.split(/(?<!\\):/).map((part) => part.replace(/\\(.)/g, "$1"));
    const [password, ...names] = [parts[4], ...parts.slice(0, 4)];
    if (password !== undefined && wanted.every((name, at) => names[at] === "*" || names[at] === name)) return password;
  }
  return "";
}
