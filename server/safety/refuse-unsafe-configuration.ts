import type { Account } from "./account.ts";
import { problemOfTrusted } from "./file-standing.ts";
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
