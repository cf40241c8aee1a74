import * as v from "valibot";
import { ruleIdSchema } from "../ids.ts";
import { demandsSchema } from "./demands.ts";
import { RULE_ACTIONS } from "./given.ts";

// A rule in the form of the rule editor. A rule that no card can express is written as text; text can express every
// card.

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(255));
const names = v.pipe(v.array(name), v.minLength(1), v.maxLength(32));

/** One condition: an attribute of the vocabulary (`context.machine.age_hours`, `principal.role`), and its test. */
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
  /** Tests whether a text or an entity is among several. */
  v.strictObject({ attribute: name, op: v.picklist(["one_of", "none_of"]), values: names }),
  /** Tests whether a set holds one, none or all of them, or nothing but them. */
  v.strictObject({ attribute: name, op: v.picklist(["has_any", "has_none", "has_all", "has_only"]), values: names }),
  /** Tests whether an address lies within networks in CIDR notation. */
  v.strictObject({ attribute: name, op: v.picklist(["in_network", "not_in_network"]), values: names }),
]);
export type CardCondition = v.InferOutput<typeof cardConditionSchema>;
export type CardOp = CardCondition["op"];

/** The tests that a card has for an attribute of that type; none for a type that cards cannot express. */
export function cardOpsOf(type: string): readonly CardOp[] {
  if (type.startsWith("Set<")) return ["has_any", "has_none", "has_all", "has_only"];
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
  /** Everybody, one person, or one group. */
  who: v.variant("kind", [
    v.strictObject({ kind: v.literal("anybody") }),
    v.strictObject({ kind: v.picklist(["person", "group"]), name }),
  ]),
  /** An empty list means every action. */
  actions: v.pipe(v.array(v.picklist(RULE_ACTIONS)), v.maxLength(RULE_ACTIONS.length)),
  /** A client id; null means every program. */
  client: v.nullable(name),
  /** All of these hold. */
  when: v.pipe(v.array(cardConditionSchema), v.maxLength(16)),
  /** None of these holds. */
  unless: v.pipe(v.array(cardConditionSchema), v.maxLength(16)),
  /**
   * These do not all hold at once: the days and the hours of an office. A single one is read back as one of `unless`.
   */
  unless_all: v.pipe(v.array(cardConditionSchema), v.maxLength(16)),
  says: v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(300))),
  demands: demandsSchema,
});
export type Card = v.InferOutput<typeof cardSchema>;
