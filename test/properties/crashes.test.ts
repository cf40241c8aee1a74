import { dirname } from "node:path";
import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { goOnLoggingIn, type LoginProgress } from "../steps/logging-in.ts";
import { afterTests } from "../support/after-tests.ts";
import { startServer } from "../support/nearside-server.ts";
import { newParties, type Party } from "../vectors/parties.ts";
import { EFFORT } from "./effort.ts";
import { integrityOf, keptOf } from "./login-rows.ts";

// The server is killed (SIGKILL) in the middle of logins, and started again on the same data: each of them is before a
// step or after it, never between, and continues.

const CRASHES = 4 * EFFORT;
/** Longer than a login takes here: so a kill falls on any of its writes. Milliseconds. */
const LONGEST = 120;
const SETTINGS = {
  NEARSIDE_HELD_POLLS: "0",
  NEARSIDE_LIMIT_PER_ADDRESS: "1000000",
  NEARSIDE_LIMIT_RECORDS_PER_USER: "1000000",
};

const atEnd = afterTests();
let stage: EnrolledStage;
let sessions: readonly Party[];
beforeAll(async () => {
  stage = await openEnrolledStage(atEnd, SETTINGS);
  const more = await newParties(stage.parties.user);
  sessions = [more.session, more.otherSession, more.extension, more.stranger];
});

/** The error that `fetch` throws if the connection is cut. */
const isCut = (error: unknown): boolean => error instanceof TypeError;

async function restarted(): Promise<void> {
  const server = await startServer({
    issuer: stage.issuer,
    host: "127.0.0.1",
    port: Number(new URL(stage.issuer).port),
    folder: dirname(stage.dataFolder),
    settings: SETTINGS,
  });
  atEnd(server.stop);
  stage = { ...stage, server };
}

const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  pending: ["login_requested"],
  met: ["login_met"],
  approved: ["login_approved"],
  redeemed: ["login_approved", "login_redeemed"],
};

it(
  "a crash at any moment leaves every login whole, and it ends in one token",
  async () => {
    let [cut, whole] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: LONGEST }), fc.nat({ max: 30 }), async (after, apart) => {
        const each = sessions.map((session): LoginProgress => {
          const view = { ...stage, parties: { ...stage.parties, session } };
          return { view, login: undefined, heard: new Set() };
        });
        const { server } = stage;
        const running = each.map(async (progress, at) => {
          await new Promise((resume) => setTimeout(resume, at * apart));
          try {
            await goOnLoggingIn(progress);
            whole += 1;
          } catch (error) {
            if (!isCut(error)) throw error;
            cut += 1;
          }
        });
        const crashed = new Promise<void>((resume) => {
          setTimeout(() => {
            server.process.signal("SIGKILL");
            resume();
          }, after);
        });
        await Promise.all([...running, crashed]);
        await server.process.ended();
        await restarted();

        expect(integrityOf(stage.dataFolder)).toBe("ok");
        for (const progress of each) {
          if (progress.login === undefined) continue;
          const { state, families, events } = keptOf(stage.dataFolder, progress.login.id);
          expect(Object.keys(ALLOWED)).toContain(state);
          // the change and its event in the security log are one write
          for (const kind of ALLOWED[state] ?? []) expect(events).toContain(kind);
          expect(events.includes("login_redeemed")).toBe(state === "redeemed");
          expect(families).toBe(state === "redeemed" ? 1 : 0);
          if (progress.heard.size > 0) expect(state).toBe("redeemed");
        }
        for (const progress of each) {
          await goOnLoggingIn(progress);
          const { state, families } = keptOf(stage.dataFolder, progress.login?.id ?? "");
          // the same token as before the crash, where one was heard of or only sent
          expect([state, families, progress.heard.size]).toEqual(["redeemed", 1, 1]);
        }
      }),
      // the first one is sooner than any machine is done
      { numRuns: CRASHES, endOnFailure: true, examples: [[10, 2]] },
    );
    // else nothing was cut off
    expect(cut, `${whole} were whole`).toBeGreaterThan(0);
  },
  90_000 * EFFORT,
);
