// A later version of the server: the sources of this one, and one migration more.
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AtEnd } from "./at-end.ts";
import { repository } from "./repository.ts";

const MIGRATIONS = "server/platform/store/migrations";

/**
 * Makes it in a folder of its own.
 *
 * @param up statements that its migration sends to PostgreSQL
 * @returns what Node gets before the command's own words
 */
export async function nextVersion(atEnd: AtEnd, up: readonly string[]): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), "nearside-next-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  await cp(join(repository, "server"), join(folder, "server"), {
    recursive: true,
    filter: (path) => !/\/dist(?:\/|$)|\.test\.ts$/.test(path),
  });
  for (const name of ["package.json", "node_modules"]) await symlink(join(repository, name), join(folder, name));
  const list = join(folder, MIGRATIONS, "migrations.ts");
  const text = await readFile(list, "utf8");
  const longer = text.replace(/\n};\n$/, '\n  "9999-next": next,\n};\n');
  if (longer === text) throw new Error("the list of migrations has another form");
  await writeFile(list, `import { next } from "./9999-next.ts";\n${longer}`);
  const statements = JSON.stringify(up);
  await writeFile(
    join(folder, MIGRATIONS, "9999-next.ts"),
    `import { sql } from "kysely";
export const next = { up: async (db) => { for (const each of ${statements}) await sql.raw(each).execute(db); } };
`,
  );
  return [join(folder, "server/main.ts")];
}
