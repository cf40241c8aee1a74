import type { PolicyJson } from "@cedar-policy/cedar-wasm/nodejs";
import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import type { Demands } from "@nearside/shared/rules/demands.ts";

/** One policy of a set, read and checked. */
export interface Rule extends DecidingRule {
  /** `report_only`: what it would do is counted, and it does nothing. */
  readonly mode: "enforced" | "report_only";
  readonly demands: Demands;
  /** As its author wrote it, with its annotations. */
  readonly text: string;
  /** Where it begins in the set, in UTF-16 code units. */
  readonly offset: number;
  /** As the engine reads it; numbers beyond 2^53 are not exact here. */
  readonly policy: PolicyJson;
  /** What the engine is asked: the same scope and conditions, letting in, without annotations. */
  readonly asPermit: string;
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
  /** In the set, in UTF-16 code units. */
  readonly offset: number;
}
