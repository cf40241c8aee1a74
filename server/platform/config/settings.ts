import { configTexts } from "../../texts/config.ts";

/** One setting: its place in the configuration file, and the environment variable that overrides it. */
export interface Setting {
  readonly variable: string;
  readonly path: readonly string[];
  /** The type of the variable's text. A text that does not fit stays text, and the schema refuses it. */
  readonly reads: "text" | "number" | "boolean" | "list";
  /** An example for the message about a wrong value. */
  readonly example: string;
}

/** The variable that names the configuration file. */
export const CONFIG_FILE_VARIABLE = "NEARSIDE_CONFIG";

export const SETTINGS: readonly Setting[] = [
  { variable: "NEARSIDE_ISSUER", path: ["issuer"], reads: "text", example: "https://login.example.com" },
  { variable: "NEARSIDE_HOST", path: ["listen", "host"], reads: "text", example: "127.0.0.1" },
  { variable: "NEARSIDE_PORT", path: ["listen", "port"], reads: "number", example: "4790" },
  { variable: "NEARSIDE_TLS_CERT", path: ["tls", "cert"], reads: "text", example: "/etc/nearside/cert.pem" },
  { variable: "NEARSIDE_TLS_KEY", path: ["tls", "key"], reads: "text", example: "/etc/nearside/key.pem" },
  { variable: "NEARSIDE_DATA_DIR", path: ["dataDir"], reads: "text", example: "/var/lib/nearside" },
  {
    variable: "DATABASE_URL", // the name that platforms which run a database give it
    path: ["databaseUrl"],
    reads: "text",
    example: "postgres://nearside:password@db.example.com/nearside?sslmode=verify-full",
  },
  {
    variable: "NEARSIDE_DATABASE_CONNECTIONS",
    path: ["databaseConnections"],
    reads: "number",
    example: "10",
  },
  { variable: "NEARSIDE_RP_ID", path: ["rpId"], reads: "text", example: "example.com" },
  { variable: "NEARSIDE_RP_NAME", path: ["rpName"], reads: "text", example: configTexts.exampleName },
  { variable: "NEARSIDE_ADMIN", path: ["admin"], reads: "text", example: "admin" },
  {
    variable: "NEARSIDE_ACCEPT_SYNCED_PASSKEYS",
    path: ["policy", "acceptSyncedPasskeys"],
    reads: "boolean",
    example: "false",
  },
  { variable: "NEARSIDE_REQUIRE_PEER", path: ["policy", "requirePeer"], reads: "text", example: "any" },
  { variable: "NEARSIDE_REMOTE_HOSTS", path: ["policy", "remoteHosts"], reads: "text", example: "enrolled" },
  {
    variable: "NEARSIDE_TPM_ROOTS",
    path: ["policy", "tpmRoots"],
    reads: "text",
    example: "/etc/nearside/tpm-roots.pem",
  },
  {
    variable: "NEARSIDE_METADATA",
    path: ["metadata", "source"],
    reads: "text",
    example: "https://mds3.fidoalliance.org/",
  },
  {
    variable: "NEARSIDE_METADATA_ROOTS",
    path: ["metadata", "roots"],
    reads: "text",
    example: "/etc/nearside/metadata-roots.pem",
  },
  {
    variable: "NEARSIDE_METADATA_PRIVATE_ADDRESSES",
    path: ["metadata", "privateAddresses"],
    reads: "boolean",
    example: "false",
  },
  {
    variable: "NEARSIDE_RECOVERY_COOLING_HOURS",
    path: ["recovery", "coolingHours"],
    reads: "number",
    example: "24",
  },
  {
    variable: "NEARSIDE_REDIRECTS_BEARER_SECONDS",
    path: ["redirects", "bearerSeconds"],
    reads: "number",
    example: "300",
  },
  {
    variable: "NEARSIDE_CLIENT_METADATA",
    path: ["clientMetadata", "from"],
    reads: "list",
    example: "vscode.dev,claude.ai",
  },
  {
    variable: "NEARSIDE_CLIENT_METADATA_SCOPES",
    path: ["clientMetadata", "scopes"],
    reads: "list",
    example: "orders:read,orders:write",
  },
  {
    variable: "NEARSIDE_CLIENT_METADATA_RESOURCES",
    path: ["clientMetadata", "resources"],
    reads: "list",
    example: "https://mcp.example.com/mcp",
  },
  {
    variable: "NEARSIDE_CLIENT_METADATA_OWN_NETWORK",
    path: ["clientMetadata", "ownNetwork"],
    reads: "boolean",
    example: "false",
  },
  {
    variable: "NEARSIDE_ROLL_OUT_FIREFOX_PACKAGE",
    path: ["rollOut", "firefoxPackage"],
    reads: "text",
    example: "/etc/nearside/nearside-signed.xpi",
  },
  { variable: "NEARSIDE_RULES_TIME_ZONE", path: ["rules", "timeZone"], reads: "text", example: "Europe/Berlin" },
  {
    variable: "NEARSIDE_RULES_SECOND_AUTHOR",
    path: ["rules", "secondAuthor"],
    reads: "boolean",
    example: "false",
  },
  { variable: "NEARSIDE_RULES_KEEP_DAYS", path: ["rules", "keepDays"], reads: "number", example: "90" },
  {
    variable: "NEARSIDE_RETENTION_ARCHIVE",
    path: ["retention", "archive"],
    reads: "text",
    example: "/var/lib/nearside-archive",
  },
  { variable: "NEARSIDE_RETENTION_ENDED_DAYS", path: ["retention", "endedDays"], reads: "number", example: "90" },
  {
    variable: "NEARSIDE_RETENTION_APPROVED_DAYS",
    path: ["retention", "approvedDays"],
    reads: "number",
    example: "400",
  },
  { variable: "NEARSIDE_RETENTION_EVENTS_DAYS", path: ["retention", "eventsDays"], reads: "number", example: "400" },
  { variable: "NEARSIDE_HELD_POLLS", path: ["limits", "heldPolls"], reads: "number", example: "1000" },
  {
    variable: "NEARSIDE_HELD_POLLS_PER_ADDRESS",
    path: ["limits", "heldPollsPerAddress"],
    reads: "number",
    example: "250",
  },
  { variable: "NEARSIDE_LIMIT_PER_ADDRESS", path: ["limits", "perAddressPerMinute"], reads: "number", example: "6000" },
  {
    variable: "NEARSIDE_LIMIT_LOGINS_PER_MACHINE",
    path: ["limits", "loginsPerMachinePerMinute"],
    reads: "number",
    example: "60",
  },
  {
    variable: "NEARSIDE_LIMIT_OPEN_PER_MACHINE",
    path: ["limits", "openLoginsPerMachine"],
    reads: "number",
    example: "20",
  },
  { variable: "NEARSIDE_LIMIT_OPEN_PER_USER", path: ["limits", "openLoginsPerUser"], reads: "number", example: "100" },
  {
    variable: "NEARSIDE_LIMIT_RECORDS_PER_USER",
    path: ["limits", "recordsPerUserPerHour"],
    reads: "number",
    example: "1200",
  },
  {
    variable: "NEARSIDE_LIMIT_REFRESHES_PER_USER",
    path: ["limits", "refreshesPerUserPerMinute"],
    reads: "number",
    example: "300",
  },
  {
    variable: "NEARSIDE_LIMIT_EXCHANGES",
    path: ["limits", "exchangesPerResourceServerPerMinute"],
    reads: "number",
    example: "3000",
  },
  {
    variable: "NEARSIDE_LIMIT_INTROSPECTIONS",
    path: ["limits", "introspectionsPerResourceServerPerMinute"],
    reads: "number",
    example: "60000",
  },
  { variable: "NEARSIDE_LIMIT_CONNECTIONS", path: ["limits", "connections"], reads: "number", example: "10000" },
  {
    variable: "NEARSIDE_LIMIT_CONNECTIONS_PER_ADDRESS",
    path: ["limits", "connectionsPerAddress"],
    reads: "number",
    example: "2000",
  },
  { variable: "NEARSIDE_MAIL_HOST", path: ["mail", "host"], reads: "text", example: "smtp.example.com" },
  { variable: "NEARSIDE_MAIL_PORT", path: ["mail", "port"], reads: "number", example: "587" },
  { variable: "NEARSIDE_MAIL_TLS", path: ["mail", "tls"], reads: "text", example: "starttls" },
  { variable: "NEARSIDE_MAIL_ROOTS", path: ["mail", "roots"], reads: "text", example: "/etc/nearside/mail-roots.pem" },
  { variable: "NEARSIDE_MAIL_FROM", path: ["mail", "from"], reads: "text", example: "nearside@example.com" },
  { variable: "NEARSIDE_MAIL_USER", path: ["mail", "user"], reads: "text", example: "nearside" },
  {
    variable: "NEARSIDE_MAIL_PASSWORD_FILE",
    path: ["mail", "passwordFile"],
    reads: "text",
    example: "/etc/nearside/mail-password",
  },
  {
    variable: "NEARSIDE_MAIL_PASSWORD",
    path: ["mail", "password"],
    reads: "text",
    example: configTexts.exampleSecret,
  },
  {
    variable: "NEARSIDE_MAIL_TELL_ADMINISTRATORS",
    path: ["mail", "tellAdministrators"],
    reads: "boolean",
    example: "true",
  },
  {
    variable: "NEARSIDE_WRAPPING_KEY_FILE",
    path: ["wrappingKey", "file"],
    reads: "text",
    example: "/etc/nearside/wrapping-key",
  },
  {
    variable: "NEARSIDE_WRAPPING_KEY_CREDENTIAL",
    path: ["wrappingKey", "credential"],
    reads: "text",
    example: "nearside-wrapping-key",
  },
  {
    variable: "NEARSIDE_WRAPPING_KEY",
    path: ["wrappingKey", "key"],
    reads: "text",
    example: configTexts.exampleSecret,
  },
  { variable: "NEARSIDE_METRICS_LISTEN", path: ["metrics", "listen"], reads: "text", example: "127.0.0.1:9464" },
  { variable: "NEARSIDE_TELEMETRY_OTLP", path: ["telemetry", "otlp"], reads: "text", example: "http://127.0.0.1:4318" },
  {
    variable: "NEARSIDE_EVENTS_FILE",
    path: ["events", "file"],
    reads: "text",
    example: "/var/log/nearside/events.ndjson",
  },
  {
    variable: "NEARSIDE_EVENTS_SYSLOG",
    path: ["events", "syslog", "server"],
    reads: "text",
    example: "logs.example.com:6514",
  },
  {
    variable: "NEARSIDE_EVENTS_SYSLOG_ROOTS",
    path: ["events", "syslog", "roots"],
    reads: "text",
    example: "/etc/nearside/syslog-roots.pem",
  },
  {
    variable: "NEARSIDE_EVENTS_SYSLOG_CERT",
    path: ["events", "syslog", "cert"],
    reads: "text",
    example: "/etc/nearside/syslog-cert.pem",
  },
  {
    variable: "NEARSIDE_EVENTS_SYSLOG_KEY",
    path: ["events", "syslog", "key"],
    reads: "text",
    example: "/etc/nearside/syslog-key.pem",
  },
  {
    variable: "NEARSIDE_EVENTS_WEBHOOK",
    path: ["events", "webhook", "url"],
    reads: "text",
    example: "https://siem.example.com/nearside",
  },
  {
    variable: "NEARSIDE_EVENTS_WEBHOOK_SECRET_FILE",
    path: ["events", "webhook", "secretFile"],
    reads: "text",
    example: "/etc/nearside/webhook-secret",
  },
  {
    variable: "NEARSIDE_EVENTS_WEBHOOK_OWN_NETWORK",
    path: ["events", "webhook", "ownNetwork"],
    reads: "boolean",
    example: "false",
  },
  {
    variable: "NEARSIDE_EVENTS_WEBHOOK_ROOTS",
    path: ["events", "webhook", "roots"],
    reads: "text",
    example: "/etc/nearside/webhook-roots.pem",
  },
  {
    variable: "NEARSIDE_METRICS_TOKEN_FILE",
    path: ["metrics", "tokenFile"],
    reads: "text",
    example: "/etc/nearside/metrics-token",
  },
  { variable: "NEARSIDE_TRUSTED_PROXIES", path: ["trustedProxies"], reads: "list", example: "10.0.0.7,fd00::/8" },
  { variable: "NEARSIDE_LOG_LEVEL", path: ["logLevel"], reads: "text", example: "info" },
  { variable: "NEARSIDE_LOG_FORMAT", path: ["logFormat"], reads: "text", example: "json" },
];

/** Variables with our prefix that other parts of Nearside read, which may run in the same shell. */
const VARIABLES_OF_OTHER_PARTS: readonly string[] = [
  "NEARSIDE_BROWSER",
  "NEARSIDE_HOME",
  "NEARSIDE_PROFILE",
  "NEARSIDE_TPM",
  // variables that `nearside exec` and `nearside proxy` give to the command that they run, which may be a shell
  "NEARSIDE_ACCESS_TOKEN",
  "NEARSIDE_TOKEN_TYPE",
  "NEARSIDE_TOKEN_EXPIRES_AT",
  "NEARSIDE_PROXY_URL",
  "NEARSIDE_PROXY_SOCKET",
  "NEARSIDE_PROXY_SECRET",
];
const PREFIX_OF_THE_COMMAND_LINE = "NEARSIDE_CLI_";

export const isForServer = (variable: string): boolean =>
  variable.startsWith("NEARSIDE_") &&
  !variable.startsWith(PREFIX_OF_THE_COMMAND_LINE) &&
  !VARIABLES_OF_OTHER_PARTS.includes(variable);

/** Reads the variable's text by the setting's type, if it fits. */
export function readVariable(setting: Setting, text: string): string | number | boolean | string[] {
  if (setting.reads === "list") return text.split(",").map((entry) => entry.trim());
  if (setting.reads === "number" && /^[0-9]{1,15}$/.test(text)) return Number(text);
  if (setting.reads === "boolean" && (text === "true" || text === "false")) return text === "true";
  return text;
}
