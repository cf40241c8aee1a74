import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { repository } from "../../support/repository.ts";
import { importsOf } from "../imports-of.ts";
import { type Rule, source } from "./rule.ts";

const MIGRATION = /(?:^|\/)migrations\/\d{4}-[^/]+\.ts$/;
/** Builds and runs statements. It computes no value that a migration stores. */
const QUERY_BUILDER = "kysely";

export const migrationsAreFrozen: Rule = {
  says: "a migration imports only the query builder, packages of one exact version, types, and what is frozen beside it",
  because:
    "it ran on other people's databases: if it called code that changes, two databases of one version would differ",
  broken: (file) => {
    if (!MIGRATION.test(file.path)) return [];
    return importsOf(file).flatMap(({ target, typeOnly, specifier, line }) => {
      const beside = target?.kind === "file" && posix.dirname(target.path) === posix.dirname(file.path);
      const frozen = target?.kind === "package" && (target.name === QUERY_BUILDER || isExact(target.name));
      return typeOnly || beside || frozen ? [] : [`${line}: imports ${specifier}`];
    });
  },
  planted: [
    source(
      "server/platform/store/migrations/0007-people.ts",
      `import { newIndexRow } from "../../../register/people/people-index.ts";`,
    ),
    source("server/platform/store/migrations/0001-a.ts", `import { randomBytes } from "node:crypto";`),
    source("server/platform/store/migrations/0001-a.ts", `import { LIFE } from "@nearside/shared/lifetimes.ts";`),
    source("server/platform/store/migrations/0001-a.ts", `import { type Ddl, columns } from "../ddl.ts";`),
    source("server/platform/store/migrations/0001-a.ts", `import * as v from "valibot";`),
  ],
  kept: [
    source(
      "server/platform/store/migrations/0001-a.ts",
      `import { sql } from "kysely"; import type { Ddl } from "../ddl.ts";`,
    ),
    source(
      "server/platform/store/migrations/0007-people.ts",
      `import { fold } from "./0007-keys.ts"; import u from "unhomoglyph";`,
    ),
    source("server/platform/store/migrations/migrations.ts", `import { something } from "../../else.ts";`),
  ],
};

/** Tells whether the server asks for one version of that package and no other. */
function isExact(name: string): boolean {
  const manifest: unknown = JSON.parse(readFileSync(join(repository, "server/package.json"), "utf8"));
  // the server's bundle has all of its packages in it
  const packages = Reflect.get(Object(manifest), "devDependencies");
  return /^\d/.test(String(Reflect.get(Object(packages), name)));
}
