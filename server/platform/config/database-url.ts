import { isAbsolute } from "node:path";
import { choiceText, listText } from "@nearside/shared/text/amounts.ts";
import { configTexts } from "../../texts/config.ts";
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
const FORM = configTexts.database.form;

export const isOnThisMachine = (host: string): boolean => isAbsolute(host) || isLoopback(host);

/** The parts of the URL, decoded, and its parameters; null for a parameter that it lacks. */
interface Parts {
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** The parameter `host`, or else the URL's own host. */
  readonly host: string;
  readonly socketFolder: string | null;
  readonly sslMode: string | null;
  readonly rootCertificate: string | null;
}

/** Each problem in the order in which it is looked for. The sentence quotes nothing from the setting, which holds a password. */
const PROBLEMS: readonly (readonly [isSo: (parts: Parts) => boolean, problem: string])[] = [
  [
    ({ user, database, host }) => user === "" || database === "" || host === "" || database.includes("/"),
    configTexts.database.parts({ form: FORM }),
  ],
  [({ socketFolder }) => socketFolder !== null && !isAbsolute(socketFolder), configTexts.database.socket],
  [
    ({ user, password, database, host }) => [user, password, database, host].some((part) => /\p{Cc}/u.test(part)),
    configTexts.database.control,
  ],
  [
    ({ sslMode }) => sslMode !== null && tlsMode(sslMode) === undefined,
    configTexts.database.tlsMode({ modes: choiceText(TLS_MODES) }),
  ],
  [
    ({ host, sslMode }) => isAbsolute(host) && sslMode !== null && sslMode !== "disable",
    configTexts.database.tlsOnSocket,
  ],
  [
    ({ rootCertificate }) => rootCertificate !== null && !isAbsolute(rootCertificate),
    configTexts.database.rootCertificate,
  ],
];

/** @returns the place, or the problem as a sentence about the setting */
export function readDatabaseUrl(text: string): DatabasePlace | string {
  const url = URL.parse(text);
  if (url === null || !/^postgres(?:ql)?:$/.test(url.protocol) || url.hash !== "") return FORM;
  const names = [...url.searchParams.keys()];
  if (names.some((name) => !PARAMETERS.includes(name)) || new Set(names).size !== names.length)
    return configTexts.database.parameter({ known: listText(PARAMETERS) });
  const parts = partsOf(url);
  if (parts === undefined) return configTexts.database.encoded({ form: FORM });
  const [, problem] = PROBLEMS.find(([isSo]) => isSo(parts)) ?? [];
  return problem ?? placeOf(parts, url.port);
}

/** @returns undefined if a percent-encoding is broken */
function partsOf(url: URL): Parts | undefined {
  const [user, password, database, named] = [url.username, url.password, url.pathname.slice(1), hostOf(url)].map(
    decode,
  );
  if (user === undefined || password === undefined || database === undefined || named === undefined) return undefined;
  const socketFolder = url.searchParams.get("host");
  const sslMode = url.searchParams.get("sslmode");
  const rootCertificate = url.searchParams.get("sslrootcert");
  return { user, password, database, host: socketFolder ?? named, socketFolder, sslMode, rootCertificate };
}

function placeOf({ user, password, database, host, sslMode, rootCertificate }: Parts, port: string): DatabasePlace {
  const silent = isOnThisMachine(host) ? "disable" : "verify-full";
  return {
    host,
    port: port === "" ? DEFAULT_PORT : Number(port),
    user,
    database,
    password: () => password,
    tls: (sslMode === null ? undefined : tlsMode(sslMode)) ?? silent,
    rootCertificate: rootCertificate ?? undefined,
  };
}

const tlsMode = (text: string): TlsMode | undefined => TLS_MODES.find((mode) => mode === text);

/** An address of IP version 6 is written in brackets. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, "$1");

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
