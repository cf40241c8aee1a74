import type { Config } from "../config/config.ts";
import type { Account } from "./account.ts";
import { problemOfKey, problemOfTrusted } from "./file-standing.ts";
import { Unsafe } from "./unsafe.ts";

/**
 * Refuses a configuration file that somebody else could have written: it names the clients, the policy and the keys.
 *
 * @throws Unsafe
 */
export function refuseUnsafeConfiguration(path: string, account: Account): void {
  const problem = problemOfTrusted(`The configuration file ${path} (NEARSIDE_CONFIG)`, path, account);
  if (problem !== undefined) throw new Unsafe([problem]);
}

/**
 * Refuses a password in a configuration file that somebody else can read.
 *
 * @throws Unsafe
 */
export function refuseReadablePassword(path: string, { database }: Pick<Config, "database">, account: Account): void {
  if (database?.isInFile !== true || database.password() === "") return;
  const what = `The configuration file ${path} (NEARSIDE_CONFIG), which holds the database's password,`;
  const problem = problemOfKey(what, path, account);
  if (problem !== undefined) throw new Unsafe([problem]);
}
