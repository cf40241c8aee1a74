import { ageInWords } from "../../../administration/backup/check-backup.ts";
import { type Restored, restoreData } from "../../../administration/backup/restore.ts";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import type { Config } from "../../../platform/config/config.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
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
  if (sha256 !== undefined && !SHA256.test(sha256))
    throw new CannotStart("--sha256 takes the 64 hexadecimal digits that `backup` printed. Nothing was changed.");
  terminal.say(inWords(await restoreData({ file, programs, sha256: sha256?.toLowerCase() }, config, services)));
}

function inWords({ manifest, isProven, ended, now }: Restored): string {
  const age = ageInWords(now - manifest.made_at);
  const last = manifest.last_event;
  return [
    `The data is as it was ${age} ago, when the backup was made by Nearside ${manifest.server}: every table has the rows that it had, and the keys can be opened.`,
    ...(isProven
      ? []
      : [
          "Nothing proves that nobody changed the backup, because the server's keys lie in it in clear. Compare its SHA-256 with the one that you kept.",
        ]),
    "",
    "Nobody can tell what was used up or revoked in that time, so this has ended:",
    `  - all access: ${ended.access} logins with their tokens and leases. Everybody logs in anew, and APIs refuse the old tokens within ten minutes`,
    `  - ${ended.sessions} sessions of the console, ${ended.logins} logins and ${ended.enrolments} enrolments under way, and every approval that stood`,
    `  - ${ended.tickets} tickets, and ${ended.codes} break-glass codes: make new ones (nearside-server break-glass make)`,
    "",
    `What happened after the event ${last?.seq ?? 0} (${ageInWords(now - (last?.at ?? manifest.made_at))} ago) is not in the log, and not in force:`,
    "  - machines, passkeys and people that were revoked since are back. Look into what you have of the log elsewhere, and revoke",
    "    them again BEFORE the server is reachable: nearside-server revoke, nearside-server machines",
    "  - an extension whose key was ended since is signed again: nearside-server extension rotate --now",
    "  - machines that were enrolled since enrol again; roles, groups, rules and clients are those of that time",
    "",
    "Now start the server, log in, and make a new backup. What to look at first: docs/how-to/operate-backup.md",
  ].join("\n");
}
