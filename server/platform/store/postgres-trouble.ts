import { CannotStart } from "../config/cannot-start.ts";
import type { DatabasePlace } from "../config/database-url.ts";
import { codeOf, isLost } from "./postgres-errors.ts";
import { READING } from "./postgres-pool.ts";

/** True where a pooler takes no connection with settings that it does not know. */
export const refusesSettings = (error: unknown): boolean =>
  error instanceof Error && UNKNOWN_PARAMETER.test(error.message);

/** PostgreSQL cannot be used. The message is a sentence for the person who starts the server, and never holds the password. */
export class DatabaseTrouble extends CannotStart {
  override readonly name = "DatabaseTrouble";
  override readonly mayPass: boolean;

  constructor(sentence: string, options: ErrorOptions & { readonly mayPass?: boolean } = {}) {
    super(`${sentence} Nothing was changed.`, options);
    this.mayPass = options.mayPass ?? false;
  }
}

type Place = Pick<DatabasePlace, "host" | "port" | "user" | "database">;

const whereOf = ({ host, port }: Place): string => (host.startsWith("/") ? `the socket in ${host}` : `${host}:${port}`);

/** The problem and its remedy, by the error's code: SQLSTATE or Node's. */
const SENTENCES: Readonly<Record<string, (place: Place) => string>> = {
  ENOTFOUND: ({ host }) => `There is no machine of the name ${host}. Check the host in DATABASE_URL.`,
  ECONNREFUSED: (place) =>
    `Nothing answers at ${whereOf(place)}. Start PostgreSQL there, or check host and port in DATABASE_URL.`,
  ENOENT: (place) => `There is no PostgreSQL at ${whereOf(place)}. Start it, or check host and port in DATABASE_URL.`,
  EACCES: (place) => `This account may not use ${whereOf(place)}. Let it, or name another host in DATABASE_URL.`,
  // invalid_password
  "28P01": ({ user, ...place }) =>
    `PostgreSQL at ${whereOf({ user, ...place })} does not take that password for the user ${user}. Check user and password in DATABASE_URL.`,
  // invalid_authorization_specification
  "28000": ({ user, database, ...place }) =>
    `PostgreSQL at ${whereOf({ user, database, ...place })} does not let the user ${user} into the database ${database} from here. Check the user in DATABASE_URL, and pg_hba.conf there: it may ask for TLS, or for another way to prove who it is.`,
  // invalid_catalog_name
  "3D000": ({ user, database, ...place }) =>
    `PostgreSQL at ${whereOf({ user, database, ...place })} has no database ${database}. Make it there: createdb --owner=${user} ${database}`,
  // insufficient_privilege
  "42501": ({ user, database }) =>
    `The user ${user} may not use the database ${database} as its own. Let an administrator of PostgreSQL type: alter database ${database} owner to ${user}`,
  // too_many_connections
  "53300": (place) =>
    `PostgreSQL at ${whereOf(place)} has no connection left. Raise max_connections there, or lower NEARSIDE_DATABASE_CONNECTIONS.`,
  // cannot_connect_now
  "57P03": (place) => `PostgreSQL at ${whereOf(place)} is starting or ending just now. Try again in a moment.`,
};

/** An error of PgBouncer. */
const UNKNOWN_PARAMETER = /unsupported startup parameter/;
const NO_TLS = "The server does not support SSL connections";
const CERTIFICATE = /^(?:CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_|ERR_TLS_CERT_)/;
/** An error of `pg`: it was asked for a password, and has none. */
const NO_PASSWORD = /^SASL: .*password/;
const LATER = new Set(["ENOTFOUND", "ECONNREFUSED", "ENOENT", "53300", "57P03"]);

/** @param error the error of `pg` or Node */
export function troubleOf(error: unknown, place: Place): DatabaseTrouble {
  const code = codeOf(error);
  const cause = { cause: error };
  const sentence = code === undefined ? undefined : SENTENCES[code];
  if (sentence !== undefined) return new DatabaseTrouble(sentence(place), { ...cause, mayPass: LATER.has(code ?? "") });
  const message = error instanceof Error ? error.message : "";
  const where = whereOf(place);
  if (message === NO_TLS)
    return new DatabaseTrouble(
      `PostgreSQL at ${where} speaks no TLS. Switch it on there (ssl = on); or, where nobody else can listen in between, add sslmode=disable to DATABASE_URL.`,
      cause,
    );
  if (refusesSettings(error))
    return new DatabaseTrouble(
      `The pooler at ${where} refuses the settings of our connections. Add to its configuration: ignore_startup_parameters = ${Object.keys(READING).join(",")}`,
      cause,
    );
  if (code !== undefined && CERTIFICATE.test(code))
    return new DatabaseTrouble(
      `The certificate of PostgreSQL at ${where} is not to be trusted (${code}). Name its authority with sslrootcert=/… in DATABASE_URL, and the host as the certificate does.`,
      cause,
    );
  if (NO_PASSWORD.test(message))
    return new DatabaseTrouble(
      `PostgreSQL at ${where} asks for the password of the user ${place.user}, and DATABASE_URL has none.`,
      cause,
    );
  const shownCode = code ?? "no answer";
  if (isLost(error))
    return new DatabaseTrouble(
      `PostgreSQL at ${where} cannot be reached (${shownCode}). Check host and port in DATABASE_URL, and what lies in between.`,
      { ...cause, mayPass: true },
    );
  return new DatabaseTrouble(`PostgreSQL at ${where} refused (${shownCode}): ${message}.`, cause);
}
