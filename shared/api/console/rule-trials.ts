import * as v from "valibot";
import { requestIdSchema } from "../../ids.ts";
import { ruleKindSchema } from "../../rules/asking.ts";
import { givenSchema } from "../../rules/given.ts";
import { rulesTextSchema } from "../../rules/notation.ts";
import { outcomeSchema, verdictSchema } from "../../rules/verdict.ts";
import { emptyBodySchema } from "../login-requests.ts";
import { ask, read } from "./entry.ts";

// Trials of rules before they are active: one login ("what if"), or all of the last days ("replay") (docs/reference/rules.md).

/**
 * POST /api/console/rules/what-if/given: the input that an ordinary login of that person would give, or that a past one
 * gave.
 */
export const givenBodySchema = v.variant("from", [
  v.strictObject({
    from: v.literal("person"),
    person: v.pipe(v.string(), v.maxLength(64)),
    /** Null for the machine that was used last. */
    machine: v.nullable(v.pipe(v.string(), v.maxLength(64))),
    client: v.pipe(v.string(), v.maxLength(128)),
  }),
  v.strictObject({ from: v.literal("login"), login: requestIdSchema }),
]);
export const givenAnswerSchema = v.strictObject({ given: givenSchema });

/** POST /api/console/rules/what-if. `text` is null for the active set. */
const whatIfBodySchema = v.strictObject({ text: v.nullable(rulesTextSchema), given: givenSchema });
export const whatIfAnswerSchema = v.strictObject({
  verdict: verdictSchema,
  /** Every rule's part, in the order of the set. */
  parts: v.array(
    v.strictObject({
      rule: v.string(),
      title: v.nullable(v.string()),
      kind: ruleKindSchema,
      report_only: v.boolean(),
      part: v.picklist(["applies", "scope_differs", "condition_fails", "error"]),
      error: v.nullable(v.string()),
      line: v.number(),
    }),
  ),
});
export type WhatIfAnswer = v.InferOutput<typeof whatIfAnswerSchema>;

/**
 * POST /api/console/rules/replays begins a replay, and ends the person's own last one. `report_only_active`: as if
 * every rule in report-only were promoted.
 */
export const replayBodySchema = v.strictObject({
  text: rulesTextSchema,
  days: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(730)),
  report_only_active: v.boolean(),
});
export const replayBegunSchema = v.strictObject({ id: v.string() });

export const REPLAY_CHANGES = ["newly_refused", "newly_stepped_up", "newly_let_through", "less_asked"] as const;
const changeSchema = v.picklist(REPLAY_CHANGES);
export type ReplayChange = v.InferOutput<typeof changeSchema>;

const countSchema = v.strictObject({ key: v.string(), name: v.string(), change: changeSchema, logins: v.number() });

/**
 * GET /api/console/rules/replays/:id, for the person who began it; `/stop` ends it, and has the same answer. A replay
 * that nobody asks about for two minutes stops by itself.
 */
export const replayAnswerSchema = v.strictObject({
  state: v.picklist(["running", "done", "stopped", "failed"]),
  /** The version that was active when it began, which it is compared with. */
  against: v.string(),
  done: v.number(),
  total: v.number(),
  /** Milliseconds so far. */
  took: v.number(),
  /** Logins that are stored in a form which this version of the product does not read. */
  unread: v.number(),
  unchanged: v.number(),
  changed: v.strictObject({
    newly_refused: v.number(),
    newly_stepped_up: v.number(),
    newly_let_through: v.number(),
    less_asked: v.number(),
  }),
  /**
   * The most affected people, at most 200 for each change. It lists the rules that differ between the sets, and that
   * decide or no longer do.
   */
  by_person: v.array(countSchema),
  by_rule: v.array(countSchema),
  /**
   * Single logins, the newest first, at most 200 for each change, and 20 while it runs. Each names 20 rules at most.
   */
  cases: v.array(
    v.strictObject({
      change: changeSchema,
      login: v.string(),
      at: v.number(),
      given: givenSchema,
      before: outcomeSchema,
      after: outcomeSchema,
    }),
  ),
});
export type ReplayAnswer = v.InferOutput<typeof replayAnswerSchema>;

/** Bytes: 512 Ki code units, each of which JSON may write in six bytes, and the other members. */
const MAX_TRIAL_BODY = 3 * 1024 * 1024 + 65_536;
const AT = "/api/console/rules";

export const ruleTrialsApi = {
  given: ask(`${AT}/what-if/given`, "rules.read", givenBodySchema, givenAnswerSchema, {
    errors: ["conflict", "unknown"],
  }),
  whatIf: ask(`${AT}/what-if`, "rules.read", whatIfBodySchema, whatIfAnswerSchema, {
    maxBytes: MAX_TRIAL_BODY,
    errors: ["conflict", "unknown"],
  }),
  beginReplay: ask(`${AT}/replays`, "rules.write", replayBodySchema, replayBegunSchema, {
    maxBytes: MAX_TRIAL_BODY,
    errors: ["conflict", "unknown"],
  }),
  replay: read(`${AT}/replays/:id`, "rules.write", emptyBodySchema, replayAnswerSchema),
  stopReplay: ask(`${AT}/replays/:id/stop`, "rules.write", emptyBodySchema, replayAnswerSchema, {
    errors: ["conflict"],
  }),
};
