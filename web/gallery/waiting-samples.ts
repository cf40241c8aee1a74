import type { SecondWait } from "@nearside/shared/api/second-wait.ts";
import type { ApprovalState } from "../approve/state.ts";
import type { Login } from "../data/login.ts";
import { problemNamed } from "../problem-named.ts";

/** These are the states of an approval that others have to give too. */
export function waitingSamples(login: Login, now: number): Record<string, ApprovalState> {
  const second: SecondWait = {
    ...{ version: 1, asked: ["Bea Okafor", "Carl Linnaeus"], asked_total: 2, quorum: 1, have: 0 },
    ...{ since: now - 90, until: now + 810, questions: [] },
  };
  const approved = { at: "approved", login, requestId: "rq_3yXk0pQ7sVfN2mZbT8wL5A", client: "Acme Deploy" } as const;
  const waiting = { at: "waiting", login, second, approved, problem: undefined } as const;
  const many = {
    ...second,
    ...{ asked: [...second.asked, "wolfeschlegelsteinhausenbergerdorff".repeat(3)], asked_total: 19 },
    ...{ quorum: 3, have: 1, questions: [{ from: { id: "us_AAAAAAAAAAAAAAAAAAAAAA", name: "bea" }, co_question: "" }] },
  };
  return {
    waiting,
    waiting_for_many: { ...waiting, second: many },
    waiting_for_newcomers: {
      ...waiting,
      second: {
        ...second,
        ...{ asked: [], asked_total: 0, newcomers: [{ name: "Bea Okafor", counts_from: now + 600 }] },
      },
    },
    ruled_out_by_too_few: {
      at: "ruled_out",
      login,
      problem: {
        ...problemNamed("co_approver_missing"),
        ...{
          rules: [
            {
              id: "prod-second",
              title: "Production needs a second person",
              kind: "demand",
              says: "A second person reads along.",
            },
          ],
          newcomers: [
            { name: "Bea Okafor", counts_from: now + 2820 },
            { name: "Carl Linnaeus", counts_from: now + 3590 },
          ],
        },
      },
    },
    waiting_problem: { ...waiting, problem: problemNamed("unreachable") },
    waiting_denying: { at: "signing_denial", login, from: waiting, alert: false },
    waiting_elsewhere: { at: "waiting_elsewhere", second },
    waiting_unknown: { at: "waiting_elsewhere", second: undefined },
  };
}
