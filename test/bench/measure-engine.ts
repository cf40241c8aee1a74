import type { AtEnd } from "../support/at-end.ts";
import { startBareServer } from "./bare-server.ts";
import { AT_A_TIME, byTurns, ratesOf, ratioOf } from "./contender.ts";
import { atLeast, atMost, type Figure, note } from "./figure.ts";
import { limitContender } from "./limit-contender.ts";
import { ourContender } from "./our-contender.ts";
import { peerContender } from "./peer-contender.ts";

// Our server beside oidc-provider 9, whose device grant with DPoP and a passkey at the approval is the nearest there is; beside the limit, a
// server of the same work without logic; and beside a second one of ours as a control, whose ratio says how much of every other is chance.
// All answer after their commit is on the disk (SQLite, WAL), on this Node, each a process of its own, and each gets its calls by turns.

const LOGINS = 100;
const REFRESHES = 300;
const INTROSPECTIONS = 300;
/** Figures of one call; `AT_A_TIME` calls are in flight. */
const JWKS = 1500;

export async function measureEngine(atEnd: AtEnd): Promise<Figure[]> {
  const ours = await ourContender(atEnd);
  const control = await ourContender(atEnd);
  const peer = await peerContender(atEnd);
  const limit = await limitContender(atEnd);
  const bare = await startBareServer(atEnd, ours);

  const all = { ours, control, peer, limit };
  const login = await byTurns(all, LOGINS, (of) => of.login());
  const refresh = await byTurns(all, REFRESHES, (of) => of.refresh());
  const introspection = await byTurns({ ours, peer }, INTROSPECTIONS, (of) => of.introspect());
  const jwks = await byTurns({ ours, peer, bare }, AT_A_TIME, (of) => of.jwks(JWKS));
  return [
    note(`whole logins at ${AT_A_TIME} in flight`, ratesOf(login)),
    note(
      "CPU of a whole login ÷ of a second server of ours (control)",
      ratioOf(login, "cpu", "ours", "control").toFixed(2),
    ),
    atMost("CPU of a whole login ÷ oidc-provider's", ratioOf(login, "cpu", "ours", "peer"), 0.5),
    note("CPU of a whole login ÷ the limit's", ratioOf(login, "cpu", "ours", "limit").toFixed(2)),
    atLeast("whole logins a second ÷ oidc-provider's", 1 / ratioOf(login, "seconds", "ours", "peer"), 2.2),
    note("refreshes", ratesOf(refresh)),
    atMost("CPU of a refresh ÷ oidc-provider's", ratioOf(refresh, "cpu", "ours", "peer"), 0.5),
    atMost(
      "CPU of an introspection, of a JWT ÷ of oidc-provider's opaque token",
      ratioOf(introspection, "cpu", "ours", "peer"),
      0.6,
    ),
    atMost("CPU of the JWKS ÷ of a bare node:http answer", ratioOf(jwks, "cpu", "ours", "bare"), 1.1),
    note("JWKS a second ÷ oidc-provider's", (1 / ratioOf(jwks, "seconds", "ours", "peer")).toFixed(2)),
  ];
}
