import { backUpEmbedded, type Made } from "../../../administration/backup/back-up.ts";
import { backUpPostgres } from "../../../administration/backup/back-up-postgres.ts";
import type { Config } from "../../../platform/config/config.ts";
import { CLEAR, type WrappingKeys, wrappingKeysOf } from "../../../platform/keys/wrapping-keys.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { dataTexts } from "../../../texts/commands/data.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** A new line when so much more was copied. */
const STEP = 0.25;

interface Asked {
  readonly file: string;
  readonly replace: boolean;
  /** The version of this program. */
  readonly version: string;
  /** The folder in which the programs of PostgreSQL are looked for. */
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
    terminal.say(dataTexts.backup.progress({ percent: Math.floor(part * 100) }));
    told = part + STEP;
  };
  if (place !== undefined) terminal.say(dataTexts.backup.byPgDump);
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
  const keys = manifest.keys_are_wrapped ? dataTexts.backup.keysWrapped({ isSealed }) : dataTexts.backup.keysInClear;
  return [
    dataTexts.backup.size({ rows, tables: tables.length, kilobytes: Math.ceil(bytes / 1024) }),
    dataTexts.backup.lastEvent({ number: manifest.last_event?.seq ?? "0" }),
    keys,
    dataTexts.backup.next,
  ].join("\n");
}
