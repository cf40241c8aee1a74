import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { openClient } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { newParties, type Party } from "../vectors/parties.ts";
import { EFFORT } from "./effort.ts";
import { asks, finish, MOVES, type Model, type Real } from "./moves.ts";

// Protocol §5 as a model, against the server as it ships: up to three logins of one machine at a time, with the moves of
// command line, extension, page and an attacker in any order.

const SETTINGS = {
  NEARSIDE_LIMIT_PER_ADDRESS: "1000000",
  NEARSIDE_LIMIT_LOGINS_PER_MACHINE: "1000000",
  NEARSIDE_LIMIT_OPEN_PER_MACHINE: "100000",
  NEARSIDE_LIMIT_OPEN_PER_USER: "100000",
  NEARSIDE_LIMIT_RECORDS_PER_USER: "1000000",
  NEARSIDE_LIMIT_REFRESHES_PER_USER: "1000000",
  // a poll is one move, not a wait for the next one
  NEARSIDE_HELD_POLLS: "0",
};
const MOST_MS = 12_000 * EFFORT;

const atEnd = afterTests();
let stage: EnrolledStage;
let sessions: readonly Party[];
let stranger: Party;
beforeAll(async () => {
  stage = await openEnrolledStage(atEnd, SETTINGS);
  const more = await newParties(stage.parties.user);
  sessions = [more.session, more.otherSession, more.otherExtension];
  stranger = more.stranger;
});

it(
  "no order of moves gives a token without the whole chain, or two; and an attacker's move is no move",
  async () => {
    const login = fc.nat({ max: 2 });
    const moves = [...MOVES.honest, ...MOVES.honest, ...MOVES.attacks].map((make) =>
      fc.tuple(login, login).map(([at, by]) => make(at, by)),
    );
    const ask = fc.constant(null).map(asks);
    let [runs, moved, redeemed] = [0, 0, 0];
    await fc.assert(
      fc.asyncProperty(fc.commands([ask, ask, ask, ...moves], { maxCommands: 40, size: "max" }), async (commands) => {
        const model: Model = { logins: [] };
        const elsewhere = openClient(stage.issuer);
        const real: Real = { stage, sessions, stranger, elsewhere, logins: [] };
        await fc.asyncModelRun(() => ({ model, real }), commands);
        await finish(model, real);
        runs += 1;
        moved += [...commands].length;
        redeemed += real.logins.filter(({ polled }) => polled.size === 1).length;
      }),
      { numRuns: 60 * EFFORT, interruptAfterTimeLimit: MOST_MS, endOnFailure: true },
    );
    // else nothing was looked at
    expect([runs > 3, moved > 30, redeemed > 3]).toEqual([true, true, true]);
  },
  120_000 * EFFORT,
);
