import type { AtEnd } from "../support/at-end.ts";
import { AT_A_TIME, byTurns, type Contender, medianOf, ratioOf } from "./contender.ts";
import { residentBytes } from "./cpu-time.ts";
import { atLeast, atMost, type Figure, note } from "./figure.ts";
import { inFlight } from "./load/in-flight.ts";
import { ourContender } from "./our-contender.ts";
import { peerContender } from "./peer-contender.ts";

// Our server beside oidc-provider 9, whose device grant with DPoP and a passkey at the approval is the nearest there is. Both
// durable in SQLite (WAL, FULL), on this Node, each a process of its own; this one asks both by turns. Only ratios are judged;
// none of them decides, for how they come out hangs on what a commit costs and who else is busy where this runs.

const LOGINS = 100;
const REFRESHES = 300;
const INTROSPECTIONS = 300;
/** Figures of one call; `AT_A_TIME` calls are in flight. */
const JWKS = 1500;

/** @param logins after which the memory is looked at */
export async function compareWithPeer(atEnd: AtEnd, logins: number): Promise<Figure[]> {
  const both = [await ourContender(atEnd), await peerContender(atEnd)] as const;
  const login = await byTurns(both, LOGINS, (of) => of.login());
  const refresh = await byTurns(both, REFRESHES, (of) => of.refresh());
  const introspection = await byTurns(both, INTROSPECTIONS, (of) => of.introspect());
  const jwks = await byTurns(both, AT_A_TIME, (of) => of.jwks(JWKS));
  return [
    note(
      `whole logins at ${AT_A_TIME} in flight, ours and oidc-provider's`,
      [login.ours, login.theirs]
        .map((rounds) => `${(1 / medianOf(rounds, "seconds")).toFixed(0)}/s, ${milliseconds(medianOf(rounds, "cpu"))}`)
        .join("; "),
    ),
    atLeast("whole logins a second ÷ oidc-provider's", 1 / ratioOf(login, "seconds"), 4),
    atMost("CPU of a whole login ÷ oidc-provider's", ratioOf(login, "cpu"), 0.25),
    atMost("CPU of a refresh ÷ oidc-provider's", ratioOf(refresh, "cpu"), 0.5),
    atMost("CPU of an introspection, of a JWT ÷ of oidc-provider's opaque token", ratioOf(introspection, "cpu"), 1),
    atLeast("JWKS a second ÷ oidc-provider's", 1 / ratioOf(jwks, "seconds"), 3),
    atLeast("JWKS for the same CPU ÷ oidc-provider's", 1 / ratioOf(jwks, "cpu"), 3),
    await memoryAfter(both, logins),
  ];
}

async function memoryAfter([ours, theirs]: readonly [Contender, Contender], logins: number): Promise<Figure> {
  for (const each of [ours, theirs]) await inFlight(logins, AT_A_TIME, each.login);
  const [our, their] = [residentBytes(ours.pid), residentBytes(theirs.pid)];
  const sizes = [our, their].map((bytes) => `${(bytes / 1e6).toFixed(0)} MB`).join(" ÷ ");
  return atMost(`memory after ${logins} logins ÷ oidc-provider's (${sizes})`, our / their, 0.8);
}

const milliseconds = (microseconds: number): string => `${(microseconds / 1000).toFixed(2)} ms CPU`;
