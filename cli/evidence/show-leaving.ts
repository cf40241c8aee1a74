import { ENDED_KINDS, type EndedKind, type Offboarding } from "@nearside/shared/statements/offboarding.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { wrap } from "../terminal/wrap.ts";

type Claims = Offboarding["claims"];
type Out = Pick<Terminal, "result">;

/** Tells each thing in one line. Most values are the text of other people: the terminal makes them visible. */
const LINES: { readonly [K in EndedKind]: (thing: Claims["ended"][K][number]) => string } = {
  machines: ({ device, hostname, key_storage, was }) => `${device}  ${hostname}, key in ${key_storage}, was ${was}`,
  browsers: ({ id, browser, was }) => `${id}  ${browser}, was ${was}`,
  passkeys: ({ id, was }) => `${id}, was ${was}`,
  sessions: ({ id }) => id,
  logins: ({ id, client, was }) => `${id}  of ${client}, was ${was}`,
  enrolments: ({ id, kind, was }) => `${id}  of a ${kind}, was ${was}`,
  tickets: ({ id }) => id,
  client_tickets: ({ id }) => id,
  credentials: ({ id, client, login }) => `${id}  of ${client}, login ${login}`,
  access_tokens: ({ id, credential }) => `${id}  of ${credential}`,
  groups: ({ id, name }) => `${id}  ${name}`,
  roles: ({ id }) => id,
};

/** Shows who left, when, by whose hand, and each thing that ended, with the number of the event that says so. */
export function showLeaving(claims: Claims, trust: "given_keys" | "keys_in_file", terminal: Out): void {
  const { user, by, counts, events } = claims;
  terminal.result("What it proves");
  const facts: readonly (readonly [string, string])[] = [
    ["left", `${user.name} (${user.id}) at ${claims.iss}`],
    ["when", time(claims.iat)],
    [
      "by",
      by.kind === "server_shell"
        ? "whoever has the server's own shell"
        : `${by.user.name}, on ${by.device}, ${by.change}`,
    ],
    ...(claims.note === null ? [] : [["because", claims.note] as const]),
    ["as shown", asShown(claims)],
    ["events", `${events.first} to ${events.last} of the server's log`],
  ];
  for (const [name, text] of facts) terminal.result(`  ${name.padEnd(10)} ${text}`);
  for (const kind of ENDED_KINDS) {
    if (counts[kind] === 0) continue;
    terminal.result("");
    terminal.result(`Ended: ${counts[kind]} ${kind.replaceAll("_", " ")}`);
    for (const line of linesOf(kind, claims)) terminal.result(`  ${line}`);
  }
  terminal.result("");
  terminal.result("What this does not prove");
  for (const line of NOT_PROVEN[trust].flatMap((each) => wrap(each, "  "))) terminal.result(line);
}

function linesOf<K extends EndedKind>(kind: K, { ended, counts }: Claims): readonly string[] {
  const things: readonly Claims["ended"][K][number][] = ended[kind];
  const lines = things.map((thing) => `${String(thing.event).padStart(8)}  ${LINES[kind](thing)}`);
  const more = counts[kind] - things.length;
  return more === 0 ? lines : [...lines, `and ${more} more, which the server's log names`];
}

function asShown({ shown, digest }: Claims): string {
  if (shown === null) return "nothing was shown before";
  if (shown.digest === digest) return "exactly what whoever confirmed it had been shown";
  return "not quite: something came or went since it was shown, and all that there was has ended";
}

const LOG = "That nothing else was there: it is the server's word, and its log says the same under those numbers.";
const NOT_PROVEN = {
  given_keys: [LOG],
  keys_in_file: ["Whose key it is: here it is the file's own word. Give keys that you trust: --jwks keys.json", LOG],
} as const;

/** @param seconds of the epoch */
const time = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().replace("T", " ").replace(".000Z", " UTC");
