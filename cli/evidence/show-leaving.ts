import { ENDED_KINDS, type EndedKind, type Offboarding } from "@nearside/shared/statements/offboarding.ts";
import { plural } from "@nearside/shared/text/amounts.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { wrap } from "../terminal/wrap.ts";
import { texts } from "../texts/evidence.ts";

type Claims = Offboarding["claims"];
type Out = Pick<Terminal, "result">;

/** Tells each thing in one line. Most values are the text of other people: the terminal makes them visible. */
const LINES: { readonly [K in EndedKind]: (thing: Claims["ended"][K][number]) => string } = {
  machines: ({ device, hostname, key_storage, was }) =>
    texts.leaving.machine({ device, hostname, storage: key_storage, was }),
  browsers: ({ id, browser, was }) => texts.leaving.browser({ id, browser, was }),
  passkeys: ({ id, was }) => texts.leaving.passkey({ id, was }),
  sessions: ({ id }) => id,
  logins: ({ id, client, was }) => texts.leaving.login({ id, client, was }),
  enrolments: ({ id, kind, was }) => texts.leaving.enrolment({ id, kind, was }),
  tickets: ({ id }) => id,
  client_tickets: ({ id }) => id,
  credentials: ({ id, client, login }) => texts.leaving.credential({ id, client, login }),
  access_tokens: ({ id, credential }) => texts.leaving.token({ id, credential }),
  groups: ({ id, name }) => `${id}  ${name}`,
  roles: ({ id }) => id,
};

/** Shows who left, when, by whose hand, and each thing that ended, with the number of the event that says so. */
export function showLeaving(claims: Claims, trust: "given_keys" | "keys_in_file", terminal: Out): void {
  const { user, by, counts, events } = claims;
  terminal.result(texts.leaving.title);
  const facts: readonly (readonly [string, string])[] = [
    [texts.leaving.label.person, texts.leaving.who({ name: user.name, id: user.id, issuer: claims.iss })],
    [texts.leaving.label.when, time(claims.iat)],
    [
      texts.leaving.label.by,
      by.kind === "server_shell"
        ? texts.leaving.serverShell
        : texts.leaving.by({ name: by.user.name, device: by.device, change: by.change }),
    ],
    ...(claims.note === null ? [] : [[texts.leaving.label.reason, claims.note] as const]),
    [texts.leaving.label.shown, asShown(claims)],
    [texts.leaving.label.events, texts.leaving.events({ first: events.first, last: events.last })],
  ];
  for (const [name, text] of facts) terminal.result(`  ${name.padEnd(10)} ${text}`);
  for (const kind of ENDED_KINDS) {
    if (counts[kind] === 0) continue;
    terminal.result("");
    terminal.result(plural(counts[kind], texts.leaving.ended[kind]));
    for (const line of linesOf(kind, claims)) terminal.result(`  ${line}`);
  }
  terminal.result("");
  terminal.result(texts.leaving.notProven);
  for (const line of NOT_PROVEN[trust].flatMap((each) => wrap(each, "  "))) terminal.result(line);
}

function linesOf<K extends EndedKind>(kind: K, { ended, counts }: Claims): readonly string[] {
  const things: readonly Claims["ended"][K][number][] = ended[kind];
  const lines = things.map((thing) => `${String(thing.event).padStart(8)}  ${LINES[kind](thing)}`);
  const more = counts[kind] - things.length;
  return more === 0 ? lines : [...lines, texts.leaving.more({ more })];
}

function asShown({ shown, digest }: Claims): string {
  if (shown === null) return texts.leaving.shownNothing;
  if (shown.digest === digest) return texts.leaving.shownExactly;
  return texts.leaving.shownAlmost;
}

const LOG = texts.leaving.nothingElse;
const NOT_PROVEN = {
  given_keys: [LOG],
  keys_in_file: [texts.leaving.keysInFile, LOG],
} as const;

/** @param seconds of the epoch */
const time = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().replace("T", " ").replace(".000Z", " UTC");
