import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { CannotStart } from "../../platform/config/cannot-start.ts";
import type { DatabasePlace } from "../../platform/config/database-url.ts";
import { backupTexts } from "../../texts/backup.ts";

/** Characters at the end of what a program said, which are enough to find the cause. */
const MOST_SAID = 2000;

/** A program of PostgreSQL's own, which gets the database, and above all its password, in its environment: other accounts see arguments. */
interface Running {
  readonly stdin: NonNullable<ChildProcess["stdin"]>;
  readonly stdout: NonNullable<ChildProcess["stdout"]>;
  /** @throws CannotStart where it is not installed, or did not succeed */
  readonly ended: Promise<void>;
}

/**
 * Starts `pg_dump` or `pg_restore`.
 *
 * @param path of this process, where programs are looked for
 */
export function runProgram(
  name: "pg_dump" | "pg_restore",
  args: readonly string[],
  place: DatabasePlace,
  path: string,
): Running {
  const child = spawn(name, [...args, "--no-password"], { env: environmentOf(place, path), stdio: "pipe" });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-MOST_SAID);
  });
  const closed = once(child, "close").then(([code]: unknown[]) => {
    if (code !== 0) throw failed(name, said);
  });
  const ended = closed.catch((error: unknown) => {
    throw error instanceof Error && "code" in error && error.code === "ENOENT" ? notInstalled(name) : error;
  });
  ended.catch(() => {}); // its caller awaits it when all was read or written
  child.stdin.on("error", () => {}); // it has ended, and says why
  return { stdin: child.stdin, stdout: child.stdout, ended };
}

function environmentOf(place: DatabasePlace, path: string): Record<string, string> {
  const password = place.password();
  const authorities = place.rootCertificate ?? (place.tls.startsWith("verify") ? "system" : undefined);
  return {
    PATH: path,
    PGHOST: place.host,
    PGPORT: String(place.port),
    PGUSER: place.user,
    PGDATABASE: place.database,
    PGSSLMODE: place.tls,
    ...(password === "" ? {} : { PGPASSWORD: password }),
    ...(authorities === undefined ? {} : { PGSSLROOTCERT: authorities }),
  };
}

const failed = (name: string, said: string): CannotStart =>
  new CannotStart(backupTexts.programs.failed({ name, said: neutralise(said.trim().replaceAll("\n", " · ")) }));

const notInstalled = (name: string): CannotStart => new CannotStart(backupTexts.programs.notInstalled({ name }));
