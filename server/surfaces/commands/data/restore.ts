import { ageInWords } from "../../../administration/backup/check-backup.ts";
import { type Restored, restoreData } from "../../../administration/backup/restore.ts";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import type { Config } from "../../../platform/config/config.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { dataTexts } from "../../../texts/commands/data.ts";
import type { Terminal } from "../terminal/terminal.ts";

const SHA256 = /^[0-9a-f]{64}$/i;

/**
 * `nearside-server restore <file>`, where no server runs and no data is.
 *
 * @param asked `programs`: where those of PostgreSQL are looked for
 */
export async function restoreCommand(
  config: Config,
  { file, sha256, programs }: { readonly file: string; readonly sha256: string | undefined; readonly programs: string },
  services: WithClock,
  terminal: Terminal,
): Promise<void> {
  if (sha256 !== undefined && !SHA256.test(sha256)) throw new CannotStart(dataTexts.restore.sha256);
  terminal.say(inWords(await restoreData({ file, programs, sha256: sha256?.toLowerCase() }, config, services)));
}

function inWords({ manifest, isProven, ended, now }: Restored): string {
  const age = ageInWords(now - manifest.made_at);
  const last = manifest.last_event;
  return [
    dataTexts.restore.asOf({ age, version: manifest.server }),
    ...(isProven ? [] : [dataTexts.restore.unproven]),
    "",
    dataTexts.restore.ended,
    dataTexts.restore.access({ count: ended.access }),
    dataTexts.restore.sessions(ended),
    dataTexts.restore.tickets(ended),
    "",
    dataTexts.restore.lost({ entry: last?.seq ?? 0, age: ageInWords(now - (last?.at ?? manifest.made_at)) }),
    dataTexts.restore.returned,
    "",
    dataTexts.restore.next,
  ].join("\n");
}
