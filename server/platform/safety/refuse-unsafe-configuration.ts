import type { Config } from "../config/config.ts";
import type { Account } from "./account.ts";
import { problemOfKey, problemOfTrusted } from "./file-standing.ts";
import { Unsafe } from "./unsafe.ts";

/**
 * Whether somebody else could have written the configuration file: it names the clients, the policy and the keys.
 *
 * @throws Unsafe
 */
export function refuseUnsafeConfiguration(path: string, account: Account): void {
  const problem = problemOfTrusted(`The configuration file ${path} (NEARSIDE_CONFIG)`, path, account);
  if (problem !== undefined) throw new Unsafe([problem]);
}

/**
 * Whether somebody else can read the password that stands in the configuration file.
 *
 * @throws Unsafe
 */
export function refuseReadablePassword(path: string, { database }: Pick<Config, "database">, account: Account): void {
  if (database?.isInFile !== true || database.password() === "") return;
  const what = `The configuration file ${path} (NEARSIDE_CONFIG), which holds the database's password,`;
  const problem = problemOfKey(what, path, account);
  if (problem !== undefined) throw new Unsafe([problem]);
}
