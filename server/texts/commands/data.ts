// `nearside-server backup`, `restore`, `migrate-to`, `archive`, `evidence` and `keys`.
import { numberText, plural } from "@nearside/shared/text/amounts.ts";

export const dataTexts = {
  archive: {
    unknownNumber: "an unknown number",
    orMore: ({ count }: { readonly count: number }) => `${numberText(count)} or more`,
    dueSince: ({
      amount,
      days,
      before,
      oldest,
    }: {
      readonly amount: string;
      readonly days: number;
      readonly before: string;
      readonly oldest: string | null;
    }) =>
      oldest === null
        ? `${amount} (kept ${days} days, so older than ${before}):`
        : `${amount} (kept ${days} days, so older than ${before}; the oldest is of ${oldest}):`,
    noFolder: "No archive is set up. Name its folder with --folder, or in NEARSIDE_RETENTION_ARCHIVE.",
    empty: "Nothing was moved to the archive yet.",
    moreWrong: ({ count }: { readonly count: number }) =>
      plural(count, { one: "# more batch has a problem.", other: "# more batches have problems." }),
    whole: ({ count }: { readonly count: number }) =>
      plural(count, {
        one: "# batch is complete. Take the others from a backup, unless you deleted them yourself, and check again.",
        other:
          "# batches are complete. Take the others from a backup, unless you deleted them yourself, and check again.",
      }),
    allWhole: ({ batches, entries }: { readonly batches: number; readonly entries: number }) =>
      `The archive is complete and unchanged: ${plural(batches, { one: "# batch", other: "# batches" })} with ${plural(entries, { one: "# entry", other: "# entries" })}.`,
    lastNotAsked:
      "The server was not asked for the last batch, so this check does not see if the archive's end was cut off. Run it without --folder while the server runs.",
    lastNone:
      "The server expects no batch in this archive: the archive was started again, and nothing was moved since. So this check does not see if the archive's end was cut off.",
    lastThere: "The archive has the last batch that the server lists.",
    kinds: {
      ended: "logins without a token",
      approved: "logins with a token, with their evidence and tokens",
      events: "log entries about logins",
    },
    due: ({ amount, kind }: { readonly amount: string; readonly kind: string }) => `${amount} ${kind}`,
    stays: "No archive is set up (NEARSIDE_RETENTION_ARCHIVE), so nothing is moved.",
    underWay: ({ moved }: { readonly moved: string }) => `The server is moving them now: ${moved} so far.`,
    goesTo: ({ folder }: { readonly folder: string }) =>
      `The server moves them to ${folder} step by step. To move them now: nearside-server archive run`,
    began: "The server moves old entries to the archive now. It continues if you end this command.",
    failed: ({ moved, problem }: { readonly moved: string; readonly problem: string }) =>
      `${moved} were moved, then it stopped. ${problem}`,
    moved: ({ moved }: { readonly moved: string }) => `${moved} were moved.`,
    soFar: ({ moved }: { readonly moved: string }) => `${moved} so far`,
    amounts: ({ logins, events }: { readonly logins: number; readonly events: number }) =>
      `${plural(logins, { one: "# login", other: "# logins" })} and ${plural(events, { one: "# log entry", other: "# log entries" })}`,
    begunAgain: ({ to, file }: { readonly to: number; readonly file: string }) =>
      `The server continues the archive as it is now, and no longer expects what it had moved there, up to byte ${to} of ${file}. The security log records this. From the next minute on, the server moves old logins and log entries there again.`,
    noLogin:
      "The archive has no login with this ID. A recent one is still in the database: nearside-server evidence <request>",
    unreadable: ({ path, code }: { readonly path: string; readonly code: string }) =>
      `${path} can't be read (${code}). Check that this is the archive's folder.`,
  },
  evidence: {
    unknown:
      "There is no login with this ID. The ID starts with rq_; it is in the last lines of `nearside login`, on the approval page, and in the token as `request`. An old login may be in the archive: nearside-server archive evidence <request>",
    pending: "No browser has met this login yet, so it has no evidence.",
    met: "Nobody has approved this login yet, so it has no evidence.",
    waiting: "This login waits for a second approver, so it has no evidence.",
    approved: "This login is approved, but its command line has not fetched the token yet. Try again in a moment.",
    denied: "This login was denied in the browser, so it has no evidence.",
    expired: "This login expired before anybody approved it, so it has no evidence.",
    refused: "This login was refused by a rule or a revocation, so it has no evidence.",
    withdrawn: "This login was cancelled in its terminal before a token was issued, so it has no evidence.",
    redeemed: "A token was issued for this login, but its evidence was not sent. Run the command again.",
    tokenLives: ({ span }: { readonly span: string }) =>
      `The evidence contains the login's access token, which is valid for another ${span}. It only works with the key of the command line that got it, but pass the file on after that time.`,
  },
  keys: {
    leftOut: "Keys that were revoked as compromised are left out: nobody should accept their signatures any more.",
    next: ({ published, left }: { readonly published: string; readonly left: string }) =>
      `published ${published} ago; signs in ${left}`,
    active: ({ span }: { readonly span: string }) => `signs since ${span}`,
    retired: ({ span }: { readonly span: string }) => `retired ${span} ago; its signatures still count`,
    compromised: ({ span }: { readonly span: string }) =>
      `revoked as compromised ${span} ago; its signatures no longer count`,
    removed: ({ span }: { readonly span: string }) => `removed ${span} ago`,
  },
  rotate: {
    nowOrAfter: "Give either --now or --after. Nothing was rotated.",
    short:
      "This is a short time: an API or a browser that read the keys just before may refuse the first tokens of the new key for a minute, and one that caches the keys may refuse them for longer.",
    after:
      "--after takes a time such as 90s, 30m, 24h or 2d, up to 90d. Nothing was rotated. If somebody else may have the key, use --now.",
    tooMany:
      "Too many keys are already published, because the last ones were rotated in quick succession. The oldest ones are removed thirty days after they retired. Nothing was rotated. If somebody else may have the key, use --now.",
    published: ({ left }: { readonly left: string }) =>
      `The new key is published now and signs in ${left}. Until then the old key signs, and its signatures stay valid. No restart is needed. To follow it: nearside-server keys`,
    publishedBefore: ({ left }: { readonly left: string }) =>
      `This key was published before and signs in ${left}, so no other one was made. To see all keys: nearside-server keys`,
    byOther: "Another server of this database revoked the keys a moment ago, and signs with that one.",
    replaced: ({
      removed,
      logins,
      enrolments,
    }: {
      readonly removed: string;
      readonly logins: number;
      readonly enrolments: number;
    }) =>
      `The new key signs from now on. These keys are revoked, and their signatures no longer count: ${removed}.\n\nThis ends:\n  - every access token: APIs refuse them within ten minutes, when they have read the keys again (within an hour if they can't\n    reach this server). Command lines get their next token when the old one would have expired, or at once with: nearside login\n  - what is under way, now ${plural(logins, { one: "# login", other: "# logins" })} and ${plural(enrolments, { one: "# enrolment", other: "# enrolments" })}, with machines that wait for their six words:\n    start each again, an enrolment with a new ticket if the old one is used up\n  - receipts that no machine has fetched yet: those machines enrol again\nNobody is logged out: refresh tokens and enrolled machines do not depend on these keys.\nA program that read the keys less than a minute ago may refuse the new key until then.`,
  },
  backup: {
    progress: ({ percent }: { readonly percent: number }) => `${percent} % copied`,
    byPgDump: "The data is in PostgreSQL, so pg_dump makes the backup.",
    keysInClear:
      "The backup has the server's keys unencrypted: everybody who reads it can sign as this server. Keep it where only you can read it.",
    size: ({
      rows,
      tables,
      kilobytes,
    }: {
      readonly rows: number;
      readonly tables: number;
      readonly kilobytes: number;
    }) =>
      `${plural(rows, { one: "# row", other: "# rows" })} of ${plural(tables, { one: "# table", other: "# tables" })}, ${numberText(kilobytes)} KB, read again and found complete.`,
    lastEvent: ({ number }: { readonly number: number | string }) =>
      `The last log entry in it has the number ${number}.`,
    next: "To check the file: give the line above to `sha256sum -c`. To restore it: nearside-server restore (docs/how-to/operate-backup.md)",
    keysWrapped: ({ isSealed }: { readonly isSealed: boolean }) =>
      isSealed
        ? "The server's keys in it are wrapped. The key that opens them is not in it: keep that key elsewhere, because nobody can use the backup without it."
        : "The server's keys in it are wrapped. The key that opens them is not in it: keep that key elsewhere, because nobody can use the backup without it. This command does not have that key, so the backup has no seal, and only the SHA-256 above proves later that it was not changed: `restore` asks for it. Keep it in another place than the backup.",
  },
  move: {
    alreadyThere: "The settings already name a PostgreSQL (DATABASE_URL). Nothing was moved.",
    table: ({ name, rows }: { readonly name: string; readonly rows: number }) => `  ${name}: ${rows} rows`,
    done: ({ rows, where }: { readonly rows: number; readonly where: string }) =>
      `All ${numberText(rows)} rows are in ${where}. Each was compared, and the numbers of log entries continue there.`,
    filesStay: "The files in the data folder are unchanged, and no server starts with them any more.",
    next: "Now set DATABASE_URL for the server, start it, and log in. Nobody is logged out. Make a new backup: docs/how-to/operate-backup.md",
  },
  restore: {
    returned: `  - machines, passkeys and people that were revoked since then are active again. Check the log that you have elsewhere, and revoke
    them again BEFORE the server is reachable: nearside-server revoke, nearside-server machines
  - an extension whose key was revoked since then is signed again: nearside-server extension rotate --now
  - machines that were enrolled since then have to be enrolled again; roles, groups, rules and clients are those of that time`,
    sha256: "--sha256 takes the 64 hexadecimal digits that `backup` printed. Nothing was changed.",
    asOf: ({ age, version }: { readonly age: string; readonly version: string }) =>
      `The data is as it was ${age} ago, when Nearside ${version} made the backup: every table has the same rows, and the keys can be opened.`,
    unproven:
      "Nothing proves that nobody changed the backup, because it has the server's keys unencrypted. Compare its SHA-256 with the one that you kept.",
    ended: "Nobody knows what was used up or revoked in that time, so this has ended:",
    access: ({ count }: { readonly count: number }) =>
      `  - all access: ${plural(count, { one: "# login", other: "# logins" })} with tokens and leases. Everybody logs in again, and APIs refuse the old tokens within ten minutes`,
    sessions: ({
      sessions,
      logins,
      enrolments,
    }: {
      readonly sessions: number;
      readonly logins: number;
      readonly enrolments: number;
    }) =>
      `  - ${plural(sessions, { one: "# session", other: "# sessions" })} of the console, ${plural(logins, { one: "# waiting login", other: "# waiting logins" })}, ${plural(enrolments, { one: "# open enrolment", other: "# open enrolments" })}, and every standing approval`,
    tickets: ({ tickets, codes }: { readonly tickets: number; readonly codes: number }) =>
      `  - ${plural(tickets, { one: "# ticket", other: "# tickets" })} and ${plural(codes, { one: "# break-glass code", other: "# break-glass codes" })}: make new codes (nearside-server break-glass make)`,
    lost: ({ entry, age }: { readonly entry: number; readonly age: string }) =>
      `What happened after log entry ${entry} (${age} ago) is not in the log, and has no effect any more:`,
    next: "Now start the server, log in, and make a new backup. What to check first: docs/how-to/operate-backup.md",
  },
  target: {
    name: ({ variable }: { readonly variable: string }) =>
      `Name the database: nearside-server migrate-to postgres://user@host/database, or ${variable}.`,
    passwordShown: ({ passwords, target }: { readonly passwords: string; readonly target: string }) =>
      `Every account of this machine can see the arguments of a command, so treat that password as known. Leave it out there, and put it into the file that ${passwords} names, as host:port:database:user:password; or set ${target} to the whole address.`,
    address: ({ problem }: { readonly problem: string }) => `The address of the database ${problem}.`,
    nothingMoved: ({ sentence }: { readonly sentence: string }) => `${sentence} Nothing was moved.`,
    fileOpen: ({ file, variable }: { readonly file: string; readonly variable: string }) =>
      `The file ${file} (${variable}) is open to other accounts. Close it: chmod 600 ${file}`,
    fileUnreadable: ({ file, variable }: { readonly file: string; readonly variable: string }) =>
      `The file ${file} (${variable}) can't be read. Nothing was moved.`,
  },
} as const;
