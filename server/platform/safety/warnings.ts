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
  if (uid === ROOT)
    warnings.push(
      "the server runs as root, which it never needs: give it an account of its own, and a port above 1023",
    );
  if (config.issuer.startsWith("https://") && config.tls === undefined && config.trustedProxies.length === 0)
    warnings.push(
      "a proxy before this server speaks TLS, and NEARSIDE_TRUSTED_PROXIES does not name it: all its clients count as one address, and share one address's limits",
    );
  if (config.mail === undefined && !isLoopback(new URL(config.issuer).hostname))
    warnings.push(
      "no mail is sent: people do not hear of new machines, refused logins or break-glass. Set NEARSIDE_MAIL_HOST and NEARSIDE_MAIL_FROM",
    );
  if (config.wrappingKey === undefined)
    warnings.push(
      "the signing keys lie in the database in clear, so anybody who reads a copy of it can sign in this server's name. Keep a key outside of it: NEARSIDE_WRAPPING_KEY_FILE (docs/security.md)",
    );
  else if ("text" in config.wrappingKey)
    warnings.push(
      "the wrapping key comes from the environment, which other programs of this account can read: a file or a systemd credential is safer",
    );
  const { database } = config;
  if (database !== undefined && !isOnThisMachine(database.host) && VERIFIES_NOTHING.has(database.tls))
    warnings.push(
      `the database is on another machine and sslmode is ${database.tls}: whoever is in between can pass for it, and then has the server's keys. Use sslmode=verify-full`,
    );
  return warnings;
}
