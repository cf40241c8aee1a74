import { backUpEmbedded, type Made } from "../../../administration/backup/back-up.ts";
import { backUpPostgres } from "../../../administration/backup/back-up-postgres.ts";
import type { Config } from "../../../platform/config/config.ts";
import { CLEAR, type WrappingKeys, wrappingKeysOf } from "../../../platform/keys/wrapping-keys.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** A new line when so much more was copied. */
const STEP = 0.25;

interface Asked {
  readonly file: string;
  readonly replace: boolean;
  /** The version of this program. */
  readonly version: string;
  /** Where the programs of PostgreSQL are looked for. */
  readonly programs: string;
}

/** `nearside-server backup <file>`: prints the SHA-256 and the name of the file as `sha256sum -c` reads them. */
export async function backUpCommand(
  config: Pick<Config, "database" | "dataFolder" | "issuer" | "wrappingKey">,
  { file, replace, version, programs }: Asked,
  { clock }: WithClock,
  terminal: Terminal,
): Promise<void> {
  const { database: place, dataFolder, issuer } = config;
  const asked = { file, replace, issuer, server: version, now: clock() };
  let told = STEP;
  const tell = (part: number) => {
    if (part < told || part >= 1) return;
    terminal.say(`${Math.floor(part * 100)} % copied`);
    told = part + STEP;
  };
  if (place !== undefined) terminal.say("The data is in PostgreSQL, so pg_dump makes the backup.");
  const made =
    place === undefined
      ? await backUpEmbedded({ ...asked, dataFolder }, keysHere(config), tell)
      : await backUpPostgres({ ...asked, place, path: programs }, keysHere(config));
  terminal.out(`${made.sha256}  ${file}`);
  terminal.say(inWords(made));
}

/** systemd gives the credential to the server's unit alone. A backup is made without it too, and then has no seal. */
function keysHere({ wrappingKey }: Pick<Config, "wrappingKey">): WrappingKeys {
  return wrappingKey !== undefined && "missing" in wrappingKey ? CLEAR : wrappingKeysOf(wrappingKey);
}

function inWords({ manifest, isSealed, bytes }: Made): string {
  const tables = Object.values(manifest.tables);
  const rows = tables.reduce((all, table) => all + table.rows, 0);
  const keys = manifest.keys_are_wrapped
    ? `The server's keys in it are wrapped. The key that opens them is not in it: keep that one elsewhere, for without it nobody can use them.${
        isSealed
          ? ""
          : " That key is not here, so the backup has no seal, and only the SHA-256 above proves later that it was not changed: `restore` asks for it. Keep it where the backup is not."
      }`
    : "It holds the server's keys in clear: everybody who reads it can sign as this server. Keep it where only you can read it.";
  return [
    `${rows} rows of ${tables.length} tables, ${Math.ceil(bytes / 1024)} KB, read again and found whole.`,
    `The last event in it has the number ${manifest.last_event?.seq ?? "0"}.`,
    keys,
    "The line above goes to `sha256sum -c`. To put it back: nearside-server restore (docs/how-to/operate-backup.md)",
  ].join("\n");
}
