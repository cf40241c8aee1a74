import { startTexts } from "../../texts/start.ts";
import type { Config } from "../config/config.ts";
import { isOnThisMachine, type TlsMode } from "../config/database-url.ts";
import { isLoopback } from "../config/network.ts";
import { type Account, ROOT } from "./account.ts";

const VERIFIES_NOTHING: ReadonlySet<TlsMode> = new Set(["disable", "require"]);

/** Warnings for the log at the start, which stop nothing. */
export function warningsOf(
  config: Pick<Config, "database" | "issuer" | "mail" | "tls" | "trustedProxies" | "wrappingKey">,
  { uid }: Account,
): readonly string[] {
  const warnings: string[] = [];
  if (uid === ROOT) warnings.push(startTexts.warnings.root);
  if (config.issuer.startsWith("https://") && config.tls === undefined && config.trustedProxies.length === 0)
    warnings.push(startTexts.warnings.proxy);
  if (config.mail === undefined && !isLoopback(new URL(config.issuer).hostname))
    warnings.push(startTexts.warnings.noMail);
  if (config.wrappingKey === undefined) warnings.push(startTexts.warnings.keysInClear);
  else if ("text" in config.wrappingKey) warnings.push(startTexts.warnings.keyInEnvironment);
  const { database } = config;
  if (database !== undefined && !isOnThisMachine(database.host) && VERIFIES_NOTHING.has(database.tls))
    warnings.push(startTexts.warnings.databaseTls({ mode: database.tls }));
  return warnings;
}
