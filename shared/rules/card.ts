import * as v from "valibot";
import { ruleIdSchema } from "../ids.ts";
import { demandsSchema } from "./demands.ts";
import { RULE_ACTIONS } from "./given.ts";

// A rule as a form fills it in. What a card cannot say is written as text; whatever it says, text says as well.

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(255));
const names = v.pipe(v.array(name), v.minLength(1), v.maxLength(32));

/** One condition: an attribute of the vocabulary (`context.machine.age_hours`, `principal.role`), and what is asked of it. */
const cardConditionSchema = v.variant("op", [
  v.strictObject({ attribute: name, op: v.literal("is"), value: v.union([v.string(), v.boolean()]) }),
  v.strictObject({ attribute: name, op: v.literal("is_not"), value: v.string() }),
  /** Whole numbers; `between` includes both ends, and `outside` neither. */
  v.strictObject({
    attribute: name,
    op: v.picklist(["less_than", "at_least"]),
    value: v.pipe(v.number(), v.safeInteger()),
  }),
  v.strictObject({
    attribute: name,
    op: v.picklist(["between", "outside"]),
    from: v.pipe(v.number(), v.safeInteger()),
    to: v.pipe(v.number(), v.safeInteger()),
  }),
  /** A text or an entity among several. */
  v.strictObject({ attribute: name, op: v.picklist(["one_of", "none_of"]), values: names }),
  /** A set that holds one, some or none of them. */
  v.strictObject({ attribute: name, op: v.picklist(["has_any", "has_none", "has_all"]), values: names }),
  /** An address within networks in CIDR notation. */
  v.strictObject({ attribute: name, op: v.picklist(["in_network", "not_in_network"]), values: names }),
]);
export type CardCondition = v.InferOutput<typeof cardConditionSchema>;
export type CardOp = CardCondition["op"];

/** What can be asked of an attribute of that type; of what a card can't ask anything, nothing. */
export function cardOpsOf(type: string): readonly CardOp[] {
  if (type.startsWith("Set<")) return ["has_any", "has_none", "has_all"];
  switch (type) {
    case "Bool":
      return ["is"];
    case "Long":
      return ["less_than", "at_least", "between", "outside"];
    case "ipaddr":
      return ["in_network", "not_in_network"];
    case "datetime":
      return [];
    default:
      return ["is", "is_not", "one_of", "none_of"]; // a text, or an entity by its id
  }
}

export const cardSchema = v.strictObject({
  id: ruleIdSchema,
  title: v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(120))),
  effect: v.picklist(["permit", "forbid"]),
  report_only: v.boolean(),
  /** Everybody, or one person, or one group. */
  who: v.variant("kind", [
    v.strictObject({ kind: v.literal("anybody") }),
    v.strictObject({ kind: v.picklist(["person", "group"]), name }),
  ]),
  /** Empty: each of them. */
  actions: v.pipe(v.array(v.picklist(RULE_ACTIONS)), v.maxLength(RULE_ACTIONS.length)),
  /** A client id; null: every program. */
  client: v.nullable(name),
  /** All of them hold. */
  when: v.pipe(v.array(cardConditionSchema), v.maxLength(16)),
  /** None of them holds. */
  unless: v.pipe(v.array(cardConditionSchema), v.maxLength(16)),
  /** They don't hold all at once: the days and the hours of an office. A single one is read again as one of `unless`. */
  unless_all: v.pipe(v.array(cardConditionSchema), v.maxLength(16)),
  says: v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(300))),
  demands: demandsSchema,
});
export type Card = v.InferOutput<typeof cardSchema>;
