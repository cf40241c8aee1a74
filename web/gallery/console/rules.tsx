import { logApi } from "@nearside/shared/api/console/log.ts";
import { machinesApi } from "@nearside/shared/api/console/machines.ts";
import { peopleApi } from "@nearside/shared/api/console/people.ts";
import type { ReplayAnswer } from "@nearside/shared/api/console/rule-trials.ts";
import { ruleTrialsApi } from "@nearside/shared/api/console/rule-trials.ts";
import type { CheckAnswer, RulesAnswer } from "@nearside/shared/api/console/rules.ts";
import { rulesApi } from "@nearside/shared/api/console/rules.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { type ComponentType, type ReactNode, useState } from "react";
import type { Clock } from "../../clock.ts";
import { ConsoleProblem } from "../../console/problem.ts";
import { RulesPage } from "../../console/rules/book/rules-page.tsx";
import { useOwnDraft } from "../../console/rules/draft.ts";
import { ReplayPage } from "../../console/rules/trials/replay-page.tsx";
import { WhatIfPage } from "../../console/rules/trials/what-if-page.tsx";
import { LOGIN_ID, RECENT } from "./recent-logins.ts";
import {
  ALLOWED,
  answerOf,
  DENIED,
  GIVEN,
  LINT,
  NOTHING_CHANGED,
  PLAIN,
  proposalOf,
  REPORTS,
  RULES,
  replayOf,
  SET,
  STRANGE,
  TESTS,
  VOCABULARY,
  verdictAnswer,
  versionAnswerOf,
  versionOf,
} from "./rule-things.ts";
import { NEVER, type SampleAnswers, SampleConsole } from "./sample-console.tsx";

const PLACE = "/console/rules";

/** Opens a page for a person who has written a draft before. */
function WithDraft({ page: Shown }: { page: ComponentType }) {
  const draft = useOwnDraft();
  useState(() => draft.keep({ text: SET.replace("< 24", "< 48"), tests: TESTS, base: 6 }));
  return <Shown />;
}

export function ruleSamples(clock: Clock): Record<string, ReactNode> {
  const now = clock.now();
  const good = answerOf(now, { reports: [...REPORTS(now)] });
  const sample = (path: string, answers: SampleAnswers, as: "rule_author" | "auditor" = "rule_author") => (
    <SampleConsole clock={clock} path={path} as={as} answers={{ [rulesApi.active.path]: good, ...answers }} />
  );
  const withDraft = (path: string, page: ComponentType, answers: SampleAnswers = {}) => (
    <SampleConsole
      clock={clock}
      path={path}
      as="rule_author"
      answers={{ [rulesApi.active.path]: good, ...answers }}
      shown={() => <WithDraft page={page} />}
    />
  );
  const rules = (more: Partial<RulesAnswer>, as?: "auditor") =>
    sample(PLACE, { [rulesApi.active.path]: answerOf(now, more) }, as);
  const many = Array.from({ length: 200 }, (_, nth) =>
    RULES.map((rule) => ({ ...rule, id: `${rule.id}-${nth}` })),
  ).flat();
  const history = [7, 6, 5, 4].map((number) => versionOf(number, now, number === 5 ? { restores: 3 } : {}));
  const version = (number: number, answers: SampleAnswers, as?: "auditor") =>
    sample(`${PLACE}/history/${number}`, answers, as);

  const checked: CheckAnswer = { problems: [], tests_problem: null, rules: [], tests: [], lint: [] };
  const promote = (answers: SampleAnswers) =>
    sample(`${PLACE}/promote/night?replay=r1&base=7`, {
      [at(ruleTrialsApi.replay, "r1").address]: replayOf(now),
      [rulesApi.check.path]: checked,
      ...answers,
    });

  const people = {
    [peopleApi.list.path]: {
      rows: [
        {
          id: GIVEN.person.id,
          name: "ada",
          display_name: `Ada ${STRANGE} ${"Lovelace ".repeat(10)}`,
          email: null,
          role: "user",
          state: "active",
          created_at: now,
          enrolled_at: now,
          last_login_at: now,
          machines: 1,
          groups: [],
        },
      ],
      next: null,
      total: 1,
    },
    [machinesApi.list.path]: { rows: [], next: null, total: 0 },
    [rulesApi.vocabulary.path]: VOCABULARY,
    [logApi.list.path]: { rows: RECENT(now), next: null, total: 2 },
  };
  const whatIf = (verdict: unknown, given: unknown = { given: GIVEN }) =>
    sample(`${PLACE}/what-if?login=${LOGIN_ID}`, {
      ...people,
      [ruleTrialsApi.given.path]: given,
      [ruleTrialsApi.whatIf.path]: verdict,
    });
  const replay = (more: Partial<ReplayAnswer>) =>
    sample(`${PLACE}/replay/r1?rules=draft&version=6&report_only=active`, {
      [at(ruleTrialsApi.replay, "r1").address]: replayOf(now, more),
    });

  return {
    built_in: rules({ version: versionOf(0, now), text: RULES[0]?.text ?? "", tests: "[]", rules: RULES.slice(0, 1) }),
    none: rules({ version: versionOf(7, now, { rules: 0 }), rules: [], text: "", tests: "[]" }),
    unread: rules({ rules: [] }),
    active: sample(PLACE, {}),
    active_auditor: sample(PLACE, {}, "auditor"),
    one_reports: rules({ reports: REPORTS(now).slice(0, 1) }),
    many: rules({ rules: many }),
    proposed: sample(PLACE, {
      [rulesApi.active.path]: answerOf(now, { proposals: [proposalOf(now)], needs_second: true }),
      [rulesApi.check.path]: { ...checked, lint: [...LINT] },
    }),
    proposed_auditor: rules({ proposals: [proposalOf(now)], needs_second: true }, "auditor"),
    proposed_own: sample(PLACE, {
      [rulesApi.active.path]: answerOf(now, {
        proposals: [proposalOf(now, { is_own: true, base: 3, tests: TESTS })],
        needs_second: true,
      }),
      [rulesApi.check.path]: new ConsoleProblem("server_failed"),
    }),
    with_draft: withDraft(PLACE, RulesPage),
    loading: sample(PLACE, { [rulesApi.active.path]: NEVER }),
    history: sample(`${PLACE}/history`, { [rulesApi.versions.path]: { rows: history, next: "x", total: 400 } }),
    history_empty: sample(`${PLACE}/history`, { [rulesApi.versions.path]: { rows: [], next: null, total: 0 } }),
    version: version(6, { [at(rulesApi.version, "6").address]: versionAnswerOf(now) }),
    version_auditor: version(6, { [at(rulesApi.version, "6").address]: versionAnswerOf(now) }, "auditor"),
    version_active: version(7, {
      [at(rulesApi.version, "7").address]: versionAnswerOf(now, {
        version: versionOf(7, now),
        text: SET,
        results: { tests: [], lint: [] },
      }),
    }),
    version_built_in: version(0, {
      [at(rulesApi.version, "0").address]: versionAnswerOf(now, {
        version: versionOf(0, now),
        text: RULES[0]?.text ?? "",
        before: { text: "", tests: "" },
        results: { tests: [], lint: [] },
      }),
      [rulesApi.active.path]: answerOf(now, { needs_second: true }),
    }),
    version_unknown: version(99, { [at(rulesApi.version, "99").address]: new ConsoleProblem("unknown") }),
    promote_first: sample(`${PLACE}/promote/night`, {}),
    promote_seen: promote({}),
    promote_warned: promote({ [rulesApi.check.path]: { ...checked, lint: [...LINT] } }),
    promote_stopped: promote({
      [rulesApi.check.path]: {
        ...checked,
        problems: [{ line: 3, column: 1, end_line: 3, end_column: 9, message: `no ${STRANGE}`, rule: "night" }],
        tests: [{ name: "day", passed: false, problem: "It was denied, by night." }],
        lint: [...LINT],
      },
    }),
    promote_second: promote({ [rulesApi.active.path]: answerOf(now, { needs_second: true }) }),
    promote_none: sample(`${PLACE}/promote/same-machine`, {}),
    what_if_recent: sample(`${PLACE}/what-if`, {
      ...people,
      [ruleTrialsApi.given.path]: { given: GIVEN },
      [ruleTrialsApi.whatIf.path]: verdictAnswer(ALLOWED, null),
    }),
    what_if_nobody: sample(`${PLACE}/what-if`, {
      ...people,
      [logApi.list.path]: { rows: [], next: null, total: 0 },
      [peopleApi.list.path]: { rows: [], next: null, total: 0 },
      [rulesApi.vocabulary.path]: new ConsoleProblem("server_failed"),
    }),
    what_if_asked: whatIf(verdictAnswer(ALLOWED, null)),
    what_if_would: whatIf(verdictAnswer(PLAIN, DENIED)),
    what_if_denied: whatIf(verdictAnswer({ ...DENIED, because: "error" }, null)),
    what_if_unknown: whatIf(NEVER, new ConsoleProblem("unknown", { sentence: "Nothing is kept of that login." })),
    what_if_draft: withDraft(`${PLACE}/what-if?login=${LOGIN_ID}`, WhatIfPage, {
      ...people,
      [ruleTrialsApi.given.path]: { given: GIVEN },
      [ruleTrialsApi.whatIf.path]: new ConsoleProblem("invalid_request", {
        fields: [{ field: "text", problem: `Line 3, column 7: there is no ${STRANGE}` }],
      }),
    }),
    replay_begin: sample(`${PLACE}/replay`, {}),
    replay_nothing: sample(`${PLACE}/replay`, { [rulesApi.active.path]: answerOf(now) }),
    replay_draft: withDraft(`${PLACE}/replay`, ReplayPage),
    replay_version: sample(`${PLACE}/replay?version=6`, { [at(rulesApi.version, "6").address]: versionAnswerOf(now) }),
    replay_running: replay({ ...NOTHING_CHANGED, state: "running", done: 0, took: 0, unchanged: 0 }),
    replay_under_way: replay({ state: "running", done: 41_000, took: 9_900 }),
    replay_done: replay({}),
    replay_unchanged: replay(NOTHING_CHANGED),
    replay_stopped: replay({ state: "stopped", done: 41_000 }),
    replay_failed: replay({ ...NOTHING_CHANGED, state: "failed", done: 12, unchanged: 12 }),
  };
}
