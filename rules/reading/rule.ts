import type { PolicyJson } from "@cedar-policy/cedar-wasm/nodejs";
import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import type { Demands } from "@nearside/shared/rules/demands.ts";

/** One policy of a set, read and checked. */
export interface Rule extends DecidingRule {
  /** `report_only`: its effect is counted, and it has none. */
  readonly mode: "enforced" | "report_only";
  readonly demands: Demands;
  /** The author's text, with its annotations. */
  readonly text: string;
  /** Its offset in the set, in UTF-16 code units. */
  readonly offset: number;
  /** The policy in the engine's JSON. Numbers beyond 2^53 are not exact here. */
  readonly policy: PolicyJson;
  /** The text that the engine judges by: the same scope and conditions as a permit, without annotations. */
  readonly asPermit: string;
  /** True if its conditions name hosts that nobody knows. */
  readonly namesUnknown: boolean;
}

/** A set that can rule: parsed, validated against the schema, every annotation understood. */
export interface CompiledRules {
  /** `rules/7`, `built-in/1`, `draft`. */
  readonly version: string;
  readonly text: string;
  readonly rules: readonly Rule[];
  /** Every entity that a rule names. */
  readonly named: readonly NamedEntity[];
}

export interface NamedEntity {
  readonly rule: string;
  readonly type: string;
  readonly id: string;
  /** Offset in the set, and length there, in UTF-16 code units. */
  readonly offset: number;
  readonly length: number;
}

/** The version in the verdicts of a draft. */
export const DRAFT_VERSION = "draft";
