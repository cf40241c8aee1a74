import { join, resolve } from "node:path";
import { startTexts } from "../../texts/start.ts";
import { CannotStart } from "../config/cannot-start.ts";
import type { Config } from "../config/config.ts";
import { ADMIN_SOCKET, DATABASE_FILE, LOCK_FILE } from "../store/data-folder.ts";
import type { Account } from "./account.ts";
import { problemOfKey, problemOfPrivate, problemOfTrusted } from "./file-standing.ts";
import { problemOfFoldersAbove } from "./folders-above.ts";

/** The files that SQLite keeps beside its database: the last writes, and its readers. */
const BESIDE_THE_DATABASE = ["", "-wal", "-shm", "-journal"];

/**
 * Refuses a server whose stored data other accounts of this machine can read, or whose trust they can decide (threats M5, M6). It runs
 * before anything is made or opened. Settings are held against each other where they are read.
 *
 * @throws Unsafe naming every problem
 */
export function refuseUnsafe(
  {
    dataFolder,
    database,
    events,
    metadata,
    mail,
    metrics,
    tls,
    policy,
    wrappingKey,
  }: Pick<
    Config,
    "database" | "dataFolder" | "events" | "mail" | "metadata" | "metrics" | "policy" | "tls" | "wrappingKey"
  >,
  account: Account,
): void {
  const folder = resolve(dataFolder); // a slash at its end would look through a link
  const ofFolder = problemOfDataFolder(folder, account);
  const inFolder = (name: string, kind: "file" | "socket") => {
    const path = join(folder, name);
    return problemOfPrivate(startTexts.files.any({ kind, path }), path, kind, account);
  };
  const problems = [
    ofFolder,
    ...(ofFolder === undefined
      ? [
          ...BESIDE_THE_DATABASE.map((end) => inFolder(`${DATABASE_FILE}${end}`, "file")),
          inFolder(LOCK_FILE, "file"),
          inFolder(ADMIN_SOCKET, "socket"),
        ]
      : []),
    ...(tls === undefined
      ? []
      : [
          problemOfKey(startTexts.files.tlsKey({ file: tls.key }), tls.key, account),
          problemOfTrusted(startTexts.files.tlsCertificate({ file: tls.cert }), tls.cert, account),
        ]),
    database?.rootCertificate === undefined
      ? undefined
      : problemOfTrusted(
          startTexts.files.databaseRoot({ file: database.rootCertificate }),
          database.rootCertificate,
          account,
        ),
    metadata.roots === undefined
      ? undefined
      : problemOfTrusted(startTexts.files.metadataRoots({ file: metadata.roots }), metadata.roots, account),
    policy.tpmRoots === undefined
      ? undefined
      : problemOfTrusted(startTexts.files.tpmRoots({ file: policy.tpmRoots }), policy.tpmRoots, account),
    mail?.roots === undefined
      ? undefined
      : problemOfTrusted(startTexts.files.mailRoots({ file: mail.roots }), mail.roots, account),
    mail?.signIn === undefined || typeof mail.signIn.password === "function"
      ? undefined
      : problemOfKey(
          startTexts.files.mailPassword({ file: mail.signIn.password.file }),
          mail.signIn.password.file,
          account,
        ),
    ...(
      [
        ["events.syslog.roots", events.syslog?.roots],
        ["events.syslog.cert", events.syslog?.own?.cert],
        ["events.webhook.roots", events.webhook?.roots],
      ] as const
    ).map(([setting, path]) =>
      path === undefined ? undefined : problemOfTrusted(startTexts.files.ofSetting({ path, setting }), path, account),
    ),
    ...(
      [
        ["events.syslog.key", events.syslog?.own?.key],
        ["events.webhook.secretFile", events.webhook?.secretFile],
      ] as const
    ).map(([setting, path]) =>
      path === undefined ? undefined : problemOfKey(startTexts.files.ofSetting({ path, setting }), path, account),
    ),
    metrics?.tokenFile === undefined
      ? undefined
      : problemOfKey(startTexts.files.metricsToken({ file: metrics.tokenFile }), metrics.tokenFile, account),
    wrappingKey !== undefined && "path" in wrappingKey ? problemOfWrappingKey(wrappingKey, folder, account) : undefined,
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new Unsafe(problems);
}

/** A copy of the data folder must not take it along. */
function problemOfWrappingKey(
  { path, setting }: { readonly path: string; readonly setting: string },
  dataFolder: string,
  account: Account,
): string | undefined {
  const what = startTexts.files.wrappingKey({ path, setting });
  if (path.startsWith(`${dataFolder}/`)) return startTexts.files.keyInData({ what });
  return problemOfKey(what, path, account);
}

/** If it does not exist yet, the place in which it will be made is judged. */
function problemOfDataFolder(folder: string, account: Account): string | undefined {
  const what = startTexts.files.dataFolder({ folder });
  const ofItself = problemOfPrivate(what, folder, "folder", account);
  if (ofItself !== undefined || account.uid === undefined) return ofItself;
  return problemOfFoldersAbove(what, folder);
}

/** The server would run, but not safely. Each line names a problem and the command that fixes it. */
export class Unsafe extends CannotStart {
  override readonly name = "Unsafe";

  constructor(problems: readonly string[]) {
    super(startTexts.unsafe.refused({ problems }));
  }
}

/**
 * Refuses a configuration file that somebody else could have written: it names the clients, the policy and the keys.
 *
 * @throws Unsafe
 */
export function refuseUnsafeConfiguration(path: string, account: Account): void {
  const problem = problemOfTrusted(startTexts.files.configuration({ path }), path, account);
  if (problem !== undefined) throw new Unsafe([problem]);
}

/**
 * Refuses a password in a configuration file that somebody else can read.
 *
 * @throws Unsafe
 */
export function refuseReadablePassword(path: string, { database }: Pick<Config, "database">, account: Account): void {
  if (database?.isInFile !== true || database.password() === "") return;
  const what = startTexts.files.configurationWithPassword({ path });
  const problem = problemOfKey(what, path, account);
  if (problem !== undefined) throw new Unsafe([problem]);
}
