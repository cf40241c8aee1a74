import { inFlight, openSeveralProcesses, type Woken, wokenPoll } from "../steps/several-processes.ts";
import type { AtEnd } from "../support/at-end.ts";
import { byTurns, medianOf, ratesOf, ratioOf } from "./contender.ts";
import { atLeast, type Figure, milliseconds, note } from "./figure.ts";
import { ourContender } from "./our-contender.ts";
import { peerContender } from "./peer-contender.ts";
import { openPostgres } from "./postgres.ts";

// The same on PostgreSQL, one cluster each, where CPU time is the server's and the database's together; and two of our processes beside one.

const LOGINS = 60;
const REFRESHES = 150;
const HELD = 60;
const HELD_AT_ONCE = 3;
/** Milliseconds. */
const WOKEN_WITHIN = 50;

export async function measurePostgres(atEnd: AtEnd): Promise<Figure[]> {
  const open = () => openPostgres(atEnd);
  const ours = await ourContender(atEnd, { postgres: await open() });
  const two = await ourContender(atEnd, { postgres: await open(), processes: 2 });
  const peer = await peerContender(atEnd, await open());
  const all = { ours, two, peer };
  const login = await byTurns(all, LOGINS, (of) => of.login());
  const refresh = await byTurns(all, REFRESHES, (of) => of.refresh());
  return [
    note("whole logins on PostgreSQL, server and database", ratesOf(login)),
    atLeast("logins a CPU second on PostgreSQL, server and database", 1e6 / medianOf(login, "cpu", "ours"), 110),
    note(
      "CPU of a whole login ÷ oidc-provider's, both on PostgreSQL",
      ratioOf(login, "cpu", "ours", "peer").toFixed(2),
    ),
    note("CPU of a refresh ÷ oidc-provider's, both on PostgreSQL", ratioOf(refresh, "cpu", "ours", "peer").toFixed(2)),
    // two cores serve as many logins as their CPU time buys
    atLeast(
      "logins of two processes on two cores ÷ of one on one, for their CPU",
      2 * ratioOf(login, "cpu", "ours", "two"),
      1.6,
    ),
    note(
      "logins a second of two processes ÷ of one, beside client and database",
      ratioOf(login, "seconds", "ours", "two").toFixed(2),
    ),
    await heldElsewhere(atEnd),
  ];
}

/** Polls that one process holds while the other one records the approval. */
async function heldElsewhere(atEnd: AtEnd): Promise<Figure> {
  const two = await openSeveralProcesses(atEnd);
  const woken: Woken[] = [];
  await inFlight(HELD, HELD_AT_ONCE, async () => void woken.push(await wokenPoll(await two.anotherSession())));
  const waits = woken.filter(({ elsewhere }) => elsewhere).map(({ afterMs }) => afterMs);
  return milliseconds("from an approval to the poll that another process holds", waits, WOKEN_WITHIN);
}
