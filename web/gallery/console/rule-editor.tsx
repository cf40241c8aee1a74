import type { CheckAnswer, RulesAnswer, VocabularyAnswer } from "@nearside/shared/api/console/rules.ts";
import { rulesApi } from "@nearside/shared/api/console/rules.ts";
import { type ReactNode, useState } from "react";
import type { Clock } from "../../clock.ts";
import { ConsoleProblem } from "../../console/problem.ts";
import { type StoredDraft, useOwnDraft } from "../../console/rules/draft.ts";
import { EditRulesPage } from "../../console/rules/edit/edit-rules-page.tsx";
import { answerOf, LINT, RULES, SET, STRANGE, TESTS, VOCABULARY } from "./rule-things.ts";
import { NEVER, type SampleAnswers, SampleConsole } from "./sample-console.tsx";

const PLACE = "/console/rules/edit";

const attribute = (
  path: string,
  type: string,
  says: string,
  more: Partial<VocabularyAnswer["attributes"][number]> = {},
): VocabularyAnswer["attributes"][number] => ({ path, type, says, optional: false, values: [], ...more });

const WORDS: VocabularyAnswer = {
  ...VOCABULARY,
  attributes: [
    attribute("principal.role", "String", "the role in the console", { values: ["user", "administrator", "owner"] }),
    attribute("resource.verified", "Bool", "an administrator has verified it"),
    attribute("context.machine.hostname", "String", "its name, as it says itself"),
    attribute("context.machine.age_hours", "Long", "whole hours since it was enrolled"),
    attribute("context.scopes", "Set<String>", "what is asked for"),
    attribute("context.network.cli", "ipaddr", "the command line's address"),
    attribute("context.session.remote", "Bool", "in an SSH session"),
    attribute("context.time.weekday", "String", "the day of the week", {
      values: ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
    }),
    attribute("context.time.hour", "Long", "0 to 23"),
    attribute("context.ticket", "String", "the number of a ticket, as the person typed it", { optional: true }),
    attribute(`context.of.a.${"very.".repeat(6)}new.server`, "Bool", `what a newer server has besides, ${STRANGE}`),
  ],
  annotations: [
    { name: "id", example: '"prod-attested"', says: "What log, page and person call the rule." },
    { name: "require_attested_passkey", example: null, says: "A passkey whose model metadata proves." },
  ],
  groups: ["developers", `contractors ${STRANGE}`],
  people: ["ada", "wolfeschlegelsteinhausenbergerdorff-the-elder"],
  resources: ["https://api.acme.example"],
  templates: ["no-remote-sessions", "new-machine-read-only", "production-attested"].map((id, nth) => ({
    id,
    title:
      ["No approvals from remote sessions", "A new machine is read-only for a day", "Production is attested"][nth] ??
      id,
    says: "Refuses logins from SSH sessions. A machine says of itself how its command line runs.",
    text: `@id("${id}")\nforbid (principal, action == Action::"approve", resource)\nwhen { context.session.remote };\n`,
  })),
};

const checked = (more: Partial<CheckAnswer> = {}): CheckAnswer => ({
  problems: [],
  tests_problem: null,
  rules: [...RULES],
  tests: [{ name: "night", passed: true, problem: null }],
  lint: [],
  ...more,
});

const PROBLEMS: CheckAnswer["problems"] = [
  {
    line: 6,
    column: 3,
    end_line: 6,
    end_column: 30,
    message: `there is no annotation @requir; ${STRANGE}`,
    rule: null,
  },
  {
    line: 12,
    column: 8,
    end_line: 12,
    end_column: 40,
    message:
      "unable to guarantee safety of access to optional attribute `ticket` · try testing for the attribute's presence with `context has ticket`",
    rule: "prod-attested",
  },
];

/** Opens the page with a draft that was written before. */
function WithDraft({ draft }: { draft: StoredDraft }) {
  const own = useOwnDraft();
  useState(() => own.keep(draft));
  return <EditRulesPage />;
}

export function ruleEditorSamples(clock: Clock): Record<string, ReactNode> {
  const now = clock.now();
  const changed: StoredDraft = {
    text: SET.replace('@mode("report-only")\n', "").replace("< 24", "< 48"),
    tests: TESTS.replace("23", "22"),
    base: 7,
  };
  const sample = (query: string, more: SampleAnswers = {}, draft?: StoredDraft) => (
    <SampleConsole
      clock={clock}
      path={`${PLACE}${query}`}
      as="rule_author"
      {...(draft === undefined ? {} : { shown: () => <WithDraft draft={draft} /> })}
      answers={{
        [rulesApi.active.path]: answerOf(now) satisfies RulesAnswer,
        [rulesApi.vocabulary.path]: WORDS,
        [rulesApi.check.path]: checked(),
        ...more,
      }}
    />
  );
  return {
    edit_cards: sample(""),
    edit_card: sample("?rule=prod-attested"),
    edit_new: sample("?new=rule"),
    edit_text: sample("?as=text"),
    edit_text_wrong: sample("?as=text", {
      [rulesApi.check.path]: checked({ problems: [...PROBLEMS], rules: [], tests: [] }),
    }),
    edit_cards_wrong: sample(
      "",
      { [rulesApi.check.path]: checked({ problems: [...PROBLEMS], rules: [], tests: [] }) },
      changed,
    ),
    edit_ready: sample("", {}, changed),
    edit_warned: sample(
      "",
      {
        [rulesApi.check.path]: checked({ lint: [...LINT] }),
        [rulesApi.active.path]: answerOf(now, { needs_second: true }),
      },
      changed,
    ),
    edit_tests_fail: sample(
      "",
      {
        [rulesApi.check.path]: checked({
          tests: [{ name: STRANGE, passed: false, problem: "It was allowed, by same-machine; expected is deny." }],
          lint: [...LINT],
        }),
      },
      changed,
    ),
    edit_tests_unread: sample(
      "?as=text",
      { [rulesApi.check.path]: checked({ tests_problem: `Unexpected token at position 3, ${STRANGE}`, tests: [] }) },
      changed,
    ),
    edit_behind: sample("", {}, { ...changed, base: 5 }),
    edit_checking: sample("", { [rulesApi.check.path]: NEVER }),
    edit_check_failed: sample("", { [rulesApi.check.path]: new ConsoleProblem("server_failed") }, changed),
    edit_loading: sample("", { [rulesApi.active.path]: NEVER }),
  };
}
