// The reasons for which a PostgreSQL can't be used, each with what to do. "Nothing was changed." follows each sentence.
import { listText } from "@nearside/shared/text/amounts.ts";

export const databaseTexts = {
  nothingChanged: ({ sentence }: { readonly sentence: string }) => `${sentence} Nothing was changed.`,
  socketIn: ({ host }: { readonly host: string }) => `the socket in ${host}`,
  noHost: ({ host }: { readonly host: string }) =>
    `There is no machine with the name ${host}. Check the host in DATABASE_URL.`,
  noAnswer: ({ where }: { readonly where: string }) =>
    `Nothing answers at ${where}. Start PostgreSQL there, or check host and port in DATABASE_URL.`,
  noServer: ({ where }: { readonly where: string }) =>
    `There is no PostgreSQL at ${where}. Start it, or check host and port in DATABASE_URL.`,
  noAccess: ({ where }: { readonly where: string }) =>
    `This account may not use ${where}. Give it access, or name another host in DATABASE_URL.`,
  wrongPassword: ({ where, user }: { readonly where: string; readonly user: string }) =>
    `PostgreSQL at ${where} refuses that password for the user ${user}. Check user and password in DATABASE_URL.`,
  notAdmitted: ({
    where,
    user,
    database,
  }: {
    readonly where: string;
    readonly user: string;
    readonly database: string;
  }) =>
    `PostgreSQL at ${where} does not let the user ${user} into the database ${database} from this machine. Check the user in DATABASE_URL, and pg_hba.conf there: it may ask for TLS or for another way to authenticate.`,
  noDatabase: ({
    where,
    database,
    user,
  }: {
    readonly where: string;
    readonly database: string;
    readonly user: string;
  }) => `PostgreSQL at ${where} has no database ${database}. Create it there: createdb --owner=${user} ${database}`,
  noRight: ({ user, database }: { readonly user: string; readonly database: string }) =>
    `The user ${user} does not have all rights in the database ${database}. Ask an administrator of PostgreSQL to run: alter database ${database} owner to ${user}`,
  noConnection: ({ where }: { readonly where: string }) =>
    `PostgreSQL at ${where} has no free connection. Raise max_connections there, or lower NEARSIDE_DATABASE_CONNECTIONS.`,
  starting: ({ where }: { readonly where: string }) =>
    `PostgreSQL at ${where} is starting or stopping. Try again in a moment.`,
  noTls: ({ where }: { readonly where: string }) =>
    `PostgreSQL at ${where} has no TLS. Switch it on there (ssl = on). If nobody can listen on the way, you can add sslmode=disable to DATABASE_URL instead.`,
  poolerSettings: ({ where, settings }: { readonly where: string; readonly settings: string }) =>
    `The pooler at ${where} refuses the settings of our connections. Add to its configuration: ignore_startup_parameters = ${settings}`,
  certificate: ({ where, code }: { readonly where: string; readonly code: string }) =>
    `The certificate of PostgreSQL at ${where} is not trusted (${code}). Name its authority with sslrootcert=/… in DATABASE_URL, and the host as the certificate has it.`,
  noPassword: ({ where, user }: { readonly where: string; readonly user: string }) =>
    `PostgreSQL at ${where} asks for the password of the user ${user}, and DATABASE_URL has none.`,
  noCode: "no answer",
  unreachable: ({ where, code }: { readonly where: string; readonly code: string }) =>
    `PostgreSQL at ${where} can't be reached (${code}). Check host and port in DATABASE_URL, and the network in between.`,
  refused: ({ where, code, message }: { readonly where: string; readonly code: string; readonly message: string }) =>
    `PostgreSQL at ${where} refused (${code}): ${message}.`,
  tooOld: ({ version, oldest }: { readonly version: number; readonly oldest: number }) =>
    `PostgreSQL there has version ${version}, and ${oldest} is the oldest that works with Nearside. Upgrade it.`,
  encoding: ({
    database,
    encoding,
    user,
  }: {
    readonly database: string;
    readonly encoding: string;
    readonly user: string;
  }) =>
    `The database ${database} stores text as ${encoding}, which can't hold every character. Create another one: createdb --owner=${user} --encoding=UTF8 --template=template0 …`,
  replica: "DATABASE_URL names a replica, which takes no writes. Name the primary.",
  noTables: ({ user, database }: { readonly user: string; readonly database: string }) =>
    `The user ${user} may not create tables in the database ${database}. Ask an administrator of PostgreSQL to run: alter database ${database} owner to ${user}`,
  noExtension:
    "PostgreSQL there does not have its extension pg_trgm, which the search for people and machines needs. Install the package of its contributed extensions on that machine (postgresql-contrib in most distributions).",
  mayNotExtend: ({ user, database }: { readonly user: string; readonly database: string }) =>
    `The user ${user} may not add the extension pg_trgm, which the search for people and machines needs, to the database ${database}. Ask an administrator of PostgreSQL to run in that database: create extension pg_trgm`,
  losesData:
    "PostgreSQL there may lose data that it has confirmed. Set fsync and full_page_writes to on in its configuration.",
  losesLatest: ({ database }: { readonly database: string }) =>
    `PostgreSQL there may lose the data that it confirmed last. Run in psql: alter database ${database} set synchronous_commit = on`,
  poolerDrops: ({ settings, commands }: { readonly settings: string; readonly commands: string }) =>
    `A pooler does not pass on the settings that our connections ask for (${settings}). Run in psql: ${commands} Then have the pooler open its connections again.`,
  pooler:
    "A pooler gives each transaction another connection, and does not keep prepared statements. Set max_prepared_statements in its configuration (PgBouncer 1.21 or later), or let it pool sessions.",
  tablesInUse: ({ holders }: { readonly holders: readonly string[] }) => {
    const why =
      holders.length === 0
        ? "The tables of this database are always in use, so they could not be brought to this server's version."
        : `The tables of this database are always in use by ${listText(holders)}, so they could not be brought to this server's version.`;
    return `${why} Nothing was changed. Start the server when the other servers are less busy, and when no backup and no other program has a transaction open there.`;
  },
  holder: ({
    user,
    program,
    process,
  }: {
    readonly user: string;
    readonly program: string;
    readonly process: number;
  }) => (program === "" ? `${user} (process ${process})` : `${user} with ${program} (process ${process})`),
  otherMigrates: ({ span }: { readonly span: string }) =>
    `Another server has been bringing the tables of this database to its version for ${span}. Nothing was changed. Start this server when that one runs.`,
} as const;
