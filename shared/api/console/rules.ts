import * as v from "valibot";
import { ruleProposalIdSchema } from "../../ids.ts";
import { ruleKindSchema } from "../../rules/asking.ts";
import { cardSchema } from "../../rules/card.ts";
import { demandsSchema } from "../../rules/demands.ts";
import { MOST_RULES_TEXT, rulesTextSchema } from "../../rules/notation.ts";
import { ruleTestResultSchema } from "../../rules/rule-tests.ts";
import { fieldTexts } from "../../texts/fields.ts";
import { emptyBodySchema } from "../login-requests.ts";
import { ask, change, read } from "./entry.ts";
import { listAnswerSchema, listQuerySchema } from "./list.ts";

// The set of step-up rules: the active set, the check of a draft, its publication, and its history (docs/reference/rules.md).

/**
 * Bytes of a body with a draft: the length of two texts as JSON in UTF-8 with most characters, and the other members.
 */
const MOST_DRAFT_BODY = 2 * 3 * MOST_RULES_TEXT + 65_536;
const reasonSchema = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1, fieldTexts.reason),
  v.maxLength(500, fieldTexts.characters({ most: 500 })),
);
const versionNumberSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A draft: rules, and the tests beside them, as JSON in its author's text (`ruleTestsSchema`). */
export const draftSchema = v.strictObject({ text: rulesTextSchema, tests: rulesTextSchema });
export type RulesDraft = v.InferOutput<typeof draftSchema>;

/** Lines and columns from 1, in UTF-16 code units. */
const ruleProblemSchema = v.strictObject({
  line: v.number(),
  column: v.number(),
  end_line: v.number(),
  end_column: v.number(),
  message: v.string(),
  rule: v.nullable(v.string()),
});
export type RuleProblemShown = v.InferOutput<typeof ruleProblemSchema>;

const ruleShownSchema = v.strictObject({
  id: v.string(),
  title: v.nullable(v.string()),
  kind: ruleKindSchema,
  report_only: v.boolean(),
  says: v.nullable(v.string()),
  demands: demandsSchema,
  /** The line on which it begins, and its text. */
  line: v.number(),
  text: v.string(),
  /** Null where a form cannot express the whole rule. */
  card: v.nullable(cardSchema),
});
export type RuleShown = v.InferOutput<typeof ruleShownSchema>;

/** A warning of lint. Its author may publish all the same, once the warning is acknowledged. */
export const lintSchema = v.strictObject({
  code: v.picklist([
    "never_applies",
    "always_overruled",
    "no_rule_speaks",
    "locks_out_administrators",
    "nobody_can_meet",
    "nobody_hears",
    "long_in_report_only",
  ]),
  rule: v.nullable(v.string()),
  line: v.nullable(v.number()),
  column: v.optional(v.number()),
  message: v.string(),
  /** The key by which the author acknowledges it. */
  key: v.string(),
});
export type Lint = v.InferOutput<typeof lintSchema>;

/** Counts for a rule in report-only, in the published set. Epoch milliseconds. */
const reportCountsSchema = v.strictObject({
  rule: v.string(),
  /** The time since which it has been in report-only without a break. */
  since: v.number(),
  denied: v.number(),
  stepped_up: v.number(),
  allowed: v.number(),
  people: v.number(),
  last_at: v.nullable(v.number()),
  /** The number of logins that were counted, the newest ones; null where all were. */
  newest: v.nullable(v.number()),
  /** True where it has stayed so for 30 days. */
  is_long: v.boolean(),
});
export type ReportCounts = v.InferOutput<typeof reportCountsSchema>;

const whoSchema = v.strictObject({
  /** Null for the server's own shell. */
  id: v.nullable(v.string()),
  name: v.string(),
});

const versionSchema = v.strictObject({
  number: versionNumberSchema,
  reason: v.string(),
  author: whoSchema,
  second: v.nullable(whoSchema),
  /** Epoch milliseconds; null for the built-in set. */
  published_at: v.nullable(v.number()),
  /** The version whose text it repeats, where it was rolled back. */
  restores: v.nullable(v.number()),
  rules: v.number(),
});
export type RulesVersion = v.InferOutput<typeof versionSchema>;

const proposalSchema = v.strictObject({
  id: v.string(),
  author: whoSchema,
  reason: v.string(),
  base: versionNumberSchema,
  text: v.string(),
  tests: v.string(),
  created_at: v.number(),
  /** True for the session's own person, who may withdraw it but not agree. */
  is_own: v.boolean(),
});
export type RulesProposal = v.InferOutput<typeof proposalSchema>;

/** GET /api/console/rules: the active set. */
export const rulesAnswerSchema = v.strictObject({
  version: versionSchema,
  text: v.string(),
  tests: v.string(),
  rules: v.array(ruleShownSchema),
  reports: v.array(reportCountsSchema),
  needs_second: v.boolean(),
  proposals: v.array(proposalSchema),
});
export type RulesAnswer = v.InferOutput<typeof rulesAnswerSchema>;

/** GET /api/console/rules/vocabulary: the words that the editor completes and that forms offer. */
export const vocabularyAnswerSchema = v.strictObject({
  /** The schema in Cedar's language. */
  schema: v.string(),
  attributes: v.array(
    v.strictObject({
      /** `context.machine.age_hours`, `principal.role`. */
      path: v.string(),
      type: v.string(),
      optional: v.boolean(),
      says: v.string(),
      values: v.array(v.string()),
    }),
  ),
  annotations: v.array(v.strictObject({ name: v.string(), example: v.nullable(v.string()), says: v.string() })),
  /** Names that exist, at most 500 of each. */
  groups: v.array(v.string()),
  people: v.array(v.string()),
  clients: v.array(v.strictObject({ id: v.string(), name: v.string() })),
  resources: v.array(v.string()),
  templates: v.array(v.strictObject({ id: v.string(), title: v.string(), says: v.string(), text: v.string() })),
});
export type VocabularyAnswer = v.InferOutput<typeof vocabularyAnswerSchema>;

/** POST /api/console/rules/check: everything that the author is asked before it is published. */
export const checkAnswerSchema = v.strictObject({
  problems: v.array(ruleProblemSchema),
  /** The mistake in the text of the tests. */
  tests_problem: v.nullable(v.string()),
  rules: v.array(ruleShownSchema),
  tests: v.array(ruleTestResultSchema),
  lint: v.array(lintSchema),
});
export type CheckAnswer = v.InferOutput<typeof checkAnswerSchema>;

/**
 * POST /api/console/rules/card: the text with that rule replaced by the card, appended where `rule` is null, removed
 * where `card` is null.
 */
export const cardBodySchema = v.strictObject({
  text: rulesTextSchema,
  rule: v.nullable(v.string()),
  card: v.nullable(cardSchema),
});
export const cardAnswerSchema = v.strictObject({ text: v.string() });

/** POST /api/console/rules/publish, a change. Where a second author is needed it becomes a proposal. */
export const publishSchema = v.strictObject({
  ...draftSchema.entries,
  reason: reasonSchema,
  /** The version on which it is based. */
  base: versionNumberSchema,
  /** Keys of the warnings that the author has acknowledged. */
  acknowledged: v.pipe(v.array(v.string()), v.maxLength(2000)),
});
export type Publish = v.InferOutput<typeof publishSchema>;
export const publishAnswerSchema = v.variant("state", [
  v.strictObject({ state: v.literal("published"), version: v.number() }),
  v.strictObject({ state: v.literal("proposed"), proposal: ruleProposalIdSchema }),
]);

/**
 * POST /api/console/rules/roll-back, a change: the text and tests of that version, published again; 0 is the built-in
 * one.
 */
export const rollBackSchema = v.strictObject({
  to: versionNumberSchema,
  base: versionNumberSchema,
  reason: reasonSchema,
});

/** GET /api/console/rules/versions: the newest come first. */
const versionsQuerySchema = listQuerySchema(["number"], {
  order: v.optional(v.picklist(["asc", "desc"]), "desc"),
});
export const versionsAnswerSchema = listAnswerSchema(versionSchema);
/** GET /api/console/rules/versions/:id. `before`: the text of the version before it. */
export const versionAnswerSchema = v.strictObject({
  version: versionSchema,
  text: v.string(),
  tests: v.string(),
  before: v.strictObject({ text: v.string(), tests: v.string() }),
  results: v.strictObject({ tests: v.array(ruleTestResultSchema), lint: v.array(lintSchema) }),
});
export type VersionAnswer = v.InferOutput<typeof versionAnswerSchema>;

const AT = "/api/console/rules";

export const rulesApi = {
  active: read(AT, "rules.read", emptyBodySchema, rulesAnswerSchema),
  vocabulary: read(`${AT}/vocabulary`, "rules.read", emptyBodySchema, vocabularyAnswerSchema),
  versions: read(`${AT}/versions`, "rules.read", versionsQuerySchema, versionsAnswerSchema),
  version: read(`${AT}/versions/:id`, "rules.read", emptyBodySchema, versionAnswerSchema),
  check: ask(`${AT}/check`, "rules.write", draftSchema, checkAnswerSchema, {
    maxBytes: MOST_DRAFT_BODY,
    errors: ["conflict"],
  }),
  card: ask(`${AT}/card`, "rules.write", cardBodySchema, cardAnswerSchema, {
    maxBytes: MOST_DRAFT_BODY,
    errors: ["conflict", "unknown"],
  }),
  publish: change(`${AT}/publish`, "rules.write", publishSchema, publishAnswerSchema, {
    maxBytes: MOST_DRAFT_BODY,
    errors: ["conflict"],
  }),
  rollBack: change(`${AT}/roll-back`, "rules.write", rollBackSchema, publishAnswerSchema, { errors: ["conflict"] }),
  agree: change(`${AT}/proposals/:id/agree`, "rules.write", emptyBodySchema, publishAnswerSchema, {
    errors: ["conflict"],
  }),
  withdraw: change(`${AT}/proposals/:id/withdraw`, "rules.write", emptyBodySchema, emptyBodySchema, {
    errors: ["conflict"],
  }),
};
