import { isAbsolute } from "node:path";
import { isLoopback } from "./network.ts";

/** The levels of TLS, named as in libpq. `allow` and `prefer` are refused: they leave the choice to an attacker in between. */
const TLS_MODES = ["disable", "require", "verify-ca", "verify-full"] as const;
export type TlsMode = (typeof TLS_MODES)[number];

/** A PostgreSQL database, as `postgres://user:password@host:port/database?sslmode=…` names it. */
export interface DatabasePlace {
  /** A name, an address, or the folder of its socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** A function, so that the password is never printed with the configuration. Empty where the URL has none. */
  readonly password: () => string;
  /** If the URL is silent, TLS is not required on this machine, and fully verified to another one. */
  readonly tls: TlsMode;
  /** Absolute path of a PEM file with the authorities to trust; undefined for those that Node trusts. */
  readonly rootCertificate: string | undefined;
}

const PARAMETERS = ["host", "sslmode", "sslrootcert"];
const DEFAULT_PORT = 5432;
const FORM = "must be postgres://user:password@host:port/database";

export const isOnThisMachine = (host: string): boolean => isAbsolute(host) || isLoopback(host);

/** @returns the place, or the problem as a sentence about the setting that quotes nothing from it */
export function readDatabaseUrl(text: string): DatabasePlace | string {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "postgres:" && url.protocol !== "postgresql:") || url.hash !== "") return FORM;
  const { searchParams } = url;
  const names = [...searchParams.keys()];
  if (names.some((name) => !PARAMETERS.includes(name)) || new Set(names).size !== names.length)
    return `has a parameter that is not known here, or one twice. The parameters are ${PARAMETERS.join(", ")}`;
  const [user, password, database, named] = [url.username, url.password, url.pathname.slice(1), hostOf(url)].map(
    decode,
  );
  if (user === undefined || password === undefined || database === undefined || named === undefined)
    return `${FORM}, with % and its two digits for what these cannot hold`;
  const host = searchParams.get("host") ?? named;
  if (user === "" || database === "" || host === "" || database.includes("/"))
    return `${FORM}: user, host and database are all needed. For a socket: postgres://user@localhost/database?host=/run/postgresql`;
  if (searchParams.has("host") && !isAbsolute(host))
    return "may have host only as the absolute path of a socket's folder";
  if ([user, password, database, host].some((part) => /\p{Cc}/u.test(part))) return "must not hold control characters";

  const mode = searchParams.get("sslmode");
  const tls =
    mode === null ? (isOnThisMachine(host) ? "disable" : "verify-full") : TLS_MODES.find((one) => one === mode);
  if (tls === undefined) return `must have sslmode as one of ${TLS_MODES.join(", ")}`;
  if (isAbsolute(host) && tls !== "disable") return "asks for TLS on a socket of this machine, which speaks none";
  const rootCertificate = searchParams.get("sslrootcert") ?? undefined;
  if (rootCertificate !== undefined && !isAbsolute(rootCertificate)) return "must have sslrootcert as an absolute path";
  const port = url.port === "" ? DEFAULT_PORT : Number(url.port);
  return { host, port, user, database, password: () => password, tls, rootCertificate };
}

/** An address of IP version 6 is written in brackets. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, "$1");

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
