import {
  LOGIN_OUTCOMES,
  type LoginDetail,
  type LoginEvent,
  type LoginRow,
  loginsApi,
} from "@nearside/shared/api/console/logins.ts";
import type { OwnLoginDetail } from "@nearside/shared/api/console/own-logins.ts";
import { type SearchAnswer, searchApi } from "@nearside/shared/api/console/search.ts";
import { at } from "@nearside/shared/api/entry.ts";
import type { Role } from "@nearside/shared/roles.ts";
import type { ReactNode } from "react";
import type { Clock } from "../../clock.ts";
import { Page } from "../../console/layout/page.tsx";
import { SearchDialog } from "../../console/search/search-dialog.tsx";
import { loginDetail } from "./account-things.ts";
import { SampleConsole } from "./sample-console.tsx";

const LOGIN = `rq_${"A".repeat(22)}`;

const FOUND: SearchAnswer = {
  people: [
    { id: "us_A", name: "alice", display_name: "Alice Liddell" },
    { id: "us_B", name: "alice.anderson@acme.example", display_name: `Alice ${"Anderson ".repeat(12)}` },
  ],
  machines: [{ id: "bs_A", hostname: `alice-laptop\u202E${"long".repeat(40)}`, owner: "alice" }],
  programs: [{ id: "https://cli.acme.example/client.json", name: "Alisa, the deployment helper" }],
  logins: [{ id: LOGIN, person: "alice", program: "Deploy", at: 0 }],
};

const ROWS = (now: number): readonly LoginRow[] =>
  LOGIN_OUTCOMES.map((outcome, nth) => ({
    id: nth === 0 ? LOGIN : `rq_${String(nth).padStart(22, "B")}`,
    person: { id: "us_A", name: nth === 4 ? "wolfeschlegelsteinhausenbergerdorff-the-elder@acme.example" : "alice" },
    client: { id: "nearside-cli", name: nth === 5 ? "n".repeat(80) : "Nearside CLI", verified: true },
    machine: {
      id: "bs_A",
      device: "d".repeat(43),
      hostname: nth === 6 ? `a\u202E${"long".repeat(40)}` : "alice-laptop",
    },
    outcome,
    alarm: outcome === "denied" ? "denied_as_foreign" : outcome === "refused" ? "opened_elsewhere" : null,
    reason: outcome === "refused" ? "rule_denied" : null,
    address: "192.0.2.17",
    created_at: now - nth * 3_700_000,
    decided_at: null,
  }));

/** The entries of a login as its page lists them, with a second approver and tokens that were refreshed. */
const told = (events: OwnLoginDetail["events"]): LoginEvent[] => {
  const plain = { times: 1, by: null, rules: [] };
  const [first = { seq: 1, at: 0 }] = events;
  const more = (kind: string, after: number, more: Partial<LoginEvent> = {}): LoginEvent => ({
    ...{ seq: first.seq + 100 + after, at: first.at + after * 1000, kind, ...plain, ...more },
  });
  const all = [
    ...events.map((event) => ({ ...event, ...plain })),
    more("login_decided", 1, { rules: ["production-needs-two", "office-hours"] }),
    more("login_co_approved", 2, { by: { id: "us_B", name: "bob" } }),
    more("token_refreshed", 3, { times: 1234 }),
    more("token_revoked", 4),
  ];
  return all.toSorted((one, other) => one.at - other.at);
};

export function loginSamples(clock: Clock): Record<string, ReactNode> {
  const now = clock.now();
  const detailOf = (isGood: boolean) => {
    const { opened_elsewhere: _, events, ...detail } = loginDetail(now, isGood);
    const person = { id: `us_${"A".repeat(22)}`, name: "alice", state: "active" } as const;
    return { ...detail, events: told(events), person };
  };
  const one = (
    isGood: boolean,
    evidence: LoginDetail["evidence"],
    more: Partial<LoginDetail> = {},
    as: Role = "auditor",
  ) => {
    const answer: LoginDetail = { ...detailOf(isGood), evidence, ...more };
    return (
      <SampleConsole
        clock={clock}
        path={`/console/log/login/${LOGIN}`}
        as={as}
        answers={{ [at(loginsApi.view, LOGIN).address]: answer }}
      />
    );
  };
  const list = (query: string, rows: readonly LoginRow[], as: Role = "auditor") => (
    <SampleConsole
      clock={clock}
      path={`/console/log${query}`}
      as={as}
      answers={{
        [loginsApi.list.path]: {
          rows,
          next: rows.length > 1 ? "x" : null,
          total: rows.length > 1 ? null : rows.length,
        },
        [at(loginsApi.view, LOGIN).address]: { ...detailOf(true), evidence: { state: "kept", token_until: now } },
      }}
    />
  );
  const search = (typed: string, answer: SearchAnswer | undefined) => (
    <SampleConsole
      clock={clock}
      path="/console/log"
      as="owner"
      answers={{ [loginsApi.list.path]: { rows: ROWS(now), next: null, total: 7 }, [searchApi.find.path]: answer }}
      shown={() => (
        <Page title="Search">
          <SearchDialog onClose={() => undefined} typed={typed} />
        </Page>
      )}
    />
  );
  const long = "wolfeschlegelsteinhausenbergerdorff-the-elder";
  return {
    list: list("", ROWS(now)),
    list_rule_author: list("", ROWS(now), "rule_author"),
    list_empty: list("", []),
    list_filtered: list("?reason=rule_denied&person=us_A&machine=bs_A&client=c", ROWS(now).slice(2, 4)),
    list_no_match: list("?outcome=cancelled&reason=not_a_code", []),
    list_expanded: list("?q=alice", ROWS(now).slice(0, 1)),
    search: search("ali", FOUND),
    search_pages: search("", undefined),
    search_nothing: search("zzz", { people: [], machines: [], programs: [], logins: [] }),
    evidence: one(true, { state: "kept", token_until: now + 600_000 }),
    evidence_token_over: one(true, { state: "kept", token_until: now - 86_400_000 }, {}, "administrator"),
    not_yet: one(true, { state: "not_yet" }, { granted: null, approved: null, justification: null, ticket: null }),
    no_token: one(false, { state: "no_token" }, { person: { id: "us_A", name: long, state: "offboarded" } }),
    facts_erased: one(true, { state: "facts_erased" }),
    not_mine_to_export: one(true, { state: "kept", token_until: now }, {}, "rule_author"),
  };
}
