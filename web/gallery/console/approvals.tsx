import { approvalsApi, type WaitingApproval } from "@nearside/shared/api/console/approvals.ts";
import type { ReactNode } from "react";
import type { Clock } from "../../clock.ts";
import { ShownAnswer } from "../../console/approvals/answer-panel.tsx";
import type { AnswerState, Material } from "../../console/approvals/answer-state.ts";
import { NotAsked } from "../../console/approvals/approval-page.tsx";
import { Page } from "../../console/layout/page.tsx";
import { ConsoleProblem } from "../../console/problem.ts";
import { Panel } from "../../console/ui/panel.tsx";
import { LONG, ODD } from "./account-things.ts";
import { NEVER, SampleConsole } from "./sample-console.tsx";

const ID = `rq_${"A".repeat(22)}`;
const MINUTE = 60_000;
const BEA = `us_${"B".repeat(21)}A`;
const ADA = { id: `us_${"A".repeat(22)}`, name: "Ada Lovelace" };

function approvalOf(now: number, more: Partial<WaitingApproval> = {}): WaitingApproval {
  return {
    id: ID,
    state: "waiting",
    initiator: { id: BEA, name: "Bea Okafor" },
    machine: { hostname: "bea-laptop" },
    command: "deploy prod --region eu",
    cwd: "~/shop",
    client: { id: "deploy", name: "Acme Deploy", verified: true },
    scope: "deploy:write",
    resource: ["https://deploy.acme.example"],
    justification: "The checkout fails for a third of all customers",
    ticket: "OPS-1234",
    asked_at: now - 2 * MINUTE,
    until: now + 13 * MINUTE,
    quorum: 1,
    have: 0,
    questions: [],
    mine: null,
    ended: null,
    tokens: [],
    ...more,
  };
}

const QUESTIONS: WaitingApproval["questions"] = [
  { id: "A".repeat(43), mine: true, from: ADA, question: "Is the database backed up?", answer: null },
  { id: `B${"A".repeat(42)}`, mine: false, from: { ...ADA, name: ODD }, question: LONG, answer: `${LONG} ${LONG}` },
];

/** Every state that a person can reach under /approvals. */
export function approvalsSamples(clock: Clock): Record<string, ReactNode> {
  const now = clock.now();
  const sample = (path: string, answers: Record<string, unknown>) => (
    <SampleConsole
      clock={clock}
      path={path}
      as="user"
      answers={answers}
      otherwise={new ConsoleProblem("server_failed")}
    />
  );
  const inbox = (waiting: readonly WaitingApproval[], recent: readonly WaitingApproval[], path = "/approvals") =>
    sample(path, { [approvalsApi.list.address]: { waiting, recent } });
  const one = (approval: WaitingApproval, asks = true) =>
    inbox(asks ? [approval] : [], asks ? [] : [approval], `/approvals/${ID}`);
  const mine = { outcome: "approved", at: now - 5 * MINUTE, reason: null } as const;
  const tokens = [{ id: `tf_${"A".repeat(22)}`, created_at: now - MINUTE, expires_at: now + 60 * MINUTE }];
  const over = (state: WaitingApproval["state"], more: Partial<WaitingApproval> = {}) =>
    one(approvalOf(now, { state, have: 1, mine, ...more }), false);
  return {
    inbox: inbox(
      [
        approvalOf(now),
        approvalOf(now, {
          id: `rq_${"B".repeat(21)}A`,
          ...{
            initiator: { id: BEA, name: LONG.slice(0, 128) },
            machine: { hostname: LONG },
            command: `${LONG} ${ODD}`,
          },
          ...{ quorum: 3, have: 1 },
        }),
      ],
      (["redeemed", "denied", "expired", "withdrawn", "waiting"] as const).map((state, nth) =>
        approvalOf(now, { id: `rq_${"CDEFG".charAt(nth).repeat(21)}A`, state, mine, tokens: nth === 0 ? tokens : [] }),
      ),
    ),
    inbox_empty: inbox([], []),
    inbox_loading: sample("/approvals", { [approvalsApi.list.address]: NEVER }),
    waiting: one(approvalOf(now)),
    waiting_newcomer: one(approvalOf(now, { counts_from: now + 600_000 })),
    waiting_newcomer_too_late: one(approvalOf(now, { counts_from: now + 3_600_000 })),
    waiting_quorum: one(approvalOf(now, { quorum: 3, have: 1, questions: QUESTIONS, ticket: null })),
    waiting_hostile: one(
      approvalOf(now, {
        ...{ initiator: { id: BEA, name: ODD }, machine: { hostname: LONG }, command: `${LONG} ${LONG}`, cwd: ODD },
        ...{ client: { id: LONG, name: LONG, verified: false }, scope: LONG, resource: [`https://${LONG}.example`] },
        justification: LONG,
      }),
    ),
    waiting_on_host: one(
      approvalOf(now, {
        place: { kind: "ssh", standing: "claimed", name: LONG, hops: [ODD, LONG], since: Math.floor(now / 1000) - 60 },
      }),
    ),
    not_asked: inbox([], [], `/approvals/${ID}`),
    may_not: (
      <SampleConsole
        clock={clock}
        path="/approvals/sample"
        as="user"
        shown={() => (
          <Page title="Approval">
            <NotAsked problem={new ConsoleProblem("co_same_machine")} />
          </Page>
        )}
      />
    ),
    counted: over("waiting", { quorum: 2 }),
    approved: over("approved"),
    redeemed: over("redeemed", { tokens }),
    redeemed_over: over("redeemed"),
    refused_by_me: over("denied", {
      mine: { outcome: "refused", at: now - MINUTE, reason: "Use the staging API" },
      ended: { by: "Ada Lovelace", reason: "Use the staging API" },
    }),
    refused_by_other: over("denied", { ended: { by: LONG, reason: LONG } }),
    expired: over("expired"),
    withdrawn: over("withdrawn"),
    refused: over("refused"),
    ...answering(clock),
  };
}

/** The states of an answer on its way, which no server's answer can bring about. */
function answering(clock: Clock): Record<string, ReactNode> {
  const material: Material = {
    ...{ co_decision: "", review: {} },
    options: { rpId: "", timeout: 1, userVerification: "required", allowCredentials: [] },
  };
  const signed = { did: "approve", co_review: "" } as const;
  const idle = { press: () => undefined, touchAgain: () => undefined, stop: () => undefined };
  const states: Record<string, AnswerState> = {
    verifying: { at: "preparing", wish: "approve" },
    reading: { at: "reading", material },
    touching: { at: "touching", material, signed },
    sending: { at: "sending", material, signed, assertion: null },
    touch_failed: { at: "idle", problem: new ConsoleProblem("passkey_unused"), reviewed: { material, signed } },
    not_verified: { at: "idle", problem: new ConsoleProblem("facts_mismatch"), reviewed: undefined },
  };
  return Object.fromEntries(
    Object.entries(states).map(([name, state]) => [
      name,
      <SampleConsole
        key={name}
        clock={clock}
        path="/approvals/sample"
        as="user"
        shown={() => (
          <Page title="Bea Okafor asks for your approval">
            <Panel title="Your answer">
              <ShownAnswer state={state} who="Bea Okafor" {...idle} />
            </Panel>
          </Page>
        )}
      />,
    ]),
  );
}
