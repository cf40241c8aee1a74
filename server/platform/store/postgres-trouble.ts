import { databaseTexts } from "../../texts/database.ts";
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
    super(databaseTexts.nothingChanged({ sentence }), options);
    this.mayPass = options.mayPass ?? false;
  }
}

type Place = Pick<DatabasePlace, "host" | "port" | "user" | "database">;

const whereOf = ({ host, port }: Place): string =>
  host.startsWith("/") ? databaseTexts.socketIn({ host }) : `${host}:${port}`;

/** The problem and its remedy, by the error's code: SQLSTATE or Node's. */
const SENTENCES: Readonly<Record<string, (place: Place) => string>> = {
  ENOTFOUND: ({ host }) => databaseTexts.noHost({ host }),
  ECONNREFUSED: (place) => databaseTexts.noAnswer({ where: whereOf(place) }),
  ENOENT: (place) => databaseTexts.noServer({ where: whereOf(place) }),
  EACCES: (place) => databaseTexts.noAccess({ where: whereOf(place) }),
  // invalid_password
  "28P01": ({ user, ...place }) => databaseTexts.wrongPassword({ where: whereOf({ user, ...place }), user }),
  // invalid_authorization_specification
  "28000": ({ user, database, ...place }) =>
    databaseTexts.notAdmitted({ where: whereOf({ user, database, ...place }), user, database }),
  // invalid_catalog_name
  "3D000": ({ user, database, ...place }) =>
    databaseTexts.noDatabase({ where: whereOf({ user, database, ...place }), database, user }),
  // insufficient_privilege
  "42501": ({ user, database }) => databaseTexts.noRight({ user, database }),
  // too_many_connections
  "53300": (place) => databaseTexts.noConnection({ where: whereOf(place) }),
  // cannot_connect_now
  "57P03": (place) => databaseTexts.starting({ where: whereOf(place) }),
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
  if (message === NO_TLS) return new DatabaseTrouble(databaseTexts.noTls({ where }), cause);
  if (refusesSettings(error))
    return new DatabaseTrouble(
      databaseTexts.poolerSettings({ where, settings: Object.keys(READING).join(",") }),
      cause,
    );
  if (code !== undefined && CERTIFICATE.test(code))
    return new DatabaseTrouble(databaseTexts.certificate({ where, code }), cause);
  if (NO_PASSWORD.test(message))
    return new DatabaseTrouble(databaseTexts.noPassword({ where, user: place.user }), cause);
  const shownCode = code ?? databaseTexts.noCode;
  if (isLost(error))
    return new DatabaseTrouble(databaseTexts.unreachable({ where, code: shownCode }), { ...cause, mayPass: true });
  return new DatabaseTrouble(databaseTexts.refused({ where, code: shownCode, message }), cause);
}
