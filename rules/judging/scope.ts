import type { EntityUidJson, PolicyJson } from "@cedar-policy/cedar-wasm/nodejs";
import type { Given } from "@nearside/shared/rules/given.ts";
import type { RuleEngine } from "../engine.ts";
import { uidOf } from "../language/entity-uid.ts";
import { ATTRIBUTE_NAMES } from "../language/vocabulary.ts";
import type { Rule } from "../reading/rule.ts";
import type { EngineRequest } from "./request-of.ts";

// The engine's time grows with its input, so it gets only the rules whose scope matches. The match is computed here exactly as the engine
// would do it; scopes can express little.

/** Some rules of one set. The same rules are the same object, so that derived values can be cached by it. */
export interface InScope {
  /** Rules without a condition, which apply once their scope matches, keyed by their place in the set. */
  readonly certain: readonly number[];
  /** Rules whose condition the engine has to evaluate. */
  readonly rules: readonly { readonly at: number; readonly rule: Rule }[];
  /** The names of the attributes that their conditions can reach. */
  readonly reads: ReadonlySet<string>;
}

interface Scopes {
  readonly whole: InScope;
  readonly matching: (given: Given) => InScope;
}

/** The most combinations of names in scopes that are cached for one set. */
const MOST_KEPT = 1024;
const EVERYBODY = "";
/** A type that no person who logs in has. */
const NOBODY = "::";

export const scopesOf = (engine: RuleEngine, rules: readonly Rule[]): Scopes => engine.derived(indexed, rules);

function indexed(all: readonly Rule[]): Scopes {
  const rules = all.map((rule, at) => ({ at, rule }));
  const byPrincipal = Map.groupBy(rules, ({ rule }) => principalOf(rule.policy));
  const clients = new Set(rules.flatMap(({ rule: { policy } }) => clientOf(policy) ?? []));
  const found = new Map<string, InScope>();
  return {
    whole: inScope(rules),
    matching: ({ action, person, client }) => {
      const own = new Set([`User::${person.name}`, ...person.groups.map((name) => `Group::${name}`)]);
      const principals = [...own].filter((uid) => byPrincipal.has(uid)).sort();
      // nothing else in the request decides which rules can match
      const key = JSON.stringify([action, clients.has(client.id) ? client.id : null, ...principals]);
      const cached = found.get(key);
      if (cached !== undefined) return cached;
      const matching = [EVERYBODY, ...principals]
        .flatMap((uid) => byPrincipal.get(uid) ?? [])
        .filter(({ rule: { policy } }) => canBeAction(policy, action) && (clientOf(policy) ?? client.id) === client.id)
        .sort((one, other) => one.at - other.at);
      const fresh = inScope(matching);
      const [oldest] = found.keys();
      if (found.size >= MOST_KEPT && oldest !== undefined) found.delete(oldest);
      found.set(key, fresh);
      return fresh;
    },
  };
}

/** True if the policy's scope can match that request at all. */
export function scopeCanMatch(policy: PolicyJson, { principal, action, resource, entities }: EngineRequest): boolean {
  const groups = entities[0]?.parents ?? [];
  const named = principalOf(policy);
  return (
    [EVERYBODY, nameOf(principal), ...groups.map(nameOf)].includes(named) &&
    canBeAction(policy, action.id) &&
    (clientOf(policy) ?? resource.id) === resource.id
  );
}

function inScope(rules: InScope["rules"]): InScope {
  // every attribute is reached by its name: a record that is compared as a whole names all its members
  const [certain, open] = [rules.filter(isCertain), rules.filter((each) => !isCertain(each))];
  const written = JSON.stringify(open.map(({ rule }) => rule.policy.conditions));
  return {
    certain: certain.map(({ at }) => at),
    rules: open,
    reads: new Set(ATTRIBUTE_NAMES.filter((name) => written.includes(JSON.stringify(name)))),
  };
}

const isCertain = ({ rule: { policy } }: { readonly rule: Rule }): boolean => policy.conditions.length === 0;

/** The person or group that the scope names, or everybody. */
function principalOf({ principal }: PolicyJson): string {
  switch (principal.op) {
    case "All":
      return EVERYBODY;
    case "is":
      if (principal.entity_type !== "User") return NOBODY;
      return principal.in !== undefined && "entity" in principal.in ? nameOf(principal.in.entity) : EVERYBODY;
    default:
      return "entity" in principal ? nameOf(principal.entity) : NOBODY;
  }
}

/** The client that the scope names; undefined if it names none. A client contains nothing but itself. */
function clientOf({ resource }: PolicyJson): string | undefined {
  const entity =
    (resource.op === "==" || resource.op === "in") && "entity" in resource
      ? resource.entity
      : resource.op === "is" && resource.in !== undefined && "entity" in resource.in
        ? resource.in.entity
        : undefined;
  return entity === undefined ? undefined : uidOf(entity).id;
}

function canBeAction({ action }: PolicyJson, id: string): boolean {
  if (action.op === "All") return true;
  const named = "entities" in action ? action.entities : "entity" in action ? [action.entity] : [];
  return named.some((one) => uidOf(one).id === id);
}

const nameOf = (entity: EntityUidJson): string => {
  const { type, id } = uidOf(entity);
  return `${type}::${id}`;
};
