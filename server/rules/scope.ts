import type { PolicyJson } from "@cedar-policy/cedar-wasm/nodejs";
import type { Given } from "@nearside/shared/rules/given.ts";
import type { EngineRequest } from "./request-of.ts";
import type { Rule } from "./rule.ts";

// The engine's time grows with what it is given, so it is given only the rules whose scope can match. What is not understood here is left to it.

/** Some rules of one set. The same object for the same ones, so that what is made of them can be kept by it. */
export interface InScope {
  readonly rules: readonly { readonly at: number; readonly rule: Rule }[];
  /** Which entities their conditions can reach. */
  readonly reads: { readonly machine: boolean; readonly passkey: boolean };
}

interface Scopes {
  readonly whole: InScope;
  readonly matching: (given: Given) => InScope;
}

/** Combinations of what scopes name that are kept for one set. */
const MOST_KEPT = 1024;
const EVERYBODY = "";

const kept = new WeakMap<readonly Rule[], Scopes>();

export function scopesOf(rules: readonly Rule[]): Scopes {
  const known = kept.get(rules);
  if (known !== undefined) return known;
  const scopes = indexed(rules);
  kept.set(rules, scopes);
  return scopes;
}

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
      // nothing else of it tells which rules can match
      const key = JSON.stringify([action, clients.has(client.id) ? client.id : null, ...principals]);
      const known = found.get(key);
      if (known !== undefined) return known;
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

/** Whether the policy's scope can match that request at all. */
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
  // an entity's attribute is reached by the name under which the context has it, and by no other way
  const written = rules.map(({ rule }) => JSON.stringify(rule.policy.conditions));
  const isRead = (name: string) => written.some((conditions) => conditions.includes(JSON.stringify(name)));
  return { rules, reads: { machine: isRead("machine"), passkey: isRead("passkey") } };
}

/** The person or group whom the scope names; everybody's where it names none. */
function principalOf({ principal }: PolicyJson): string {
  if (principal.op === "==" || principal.op === "in")
    return "entity" in principal ? nameOf(principal.entity) : EVERYBODY;
  if (principal.op === "is")
    return principal.in !== undefined && "entity" in principal.in ? nameOf(principal.in.entity) : EVERYBODY;
  return EVERYBODY;
}

/** The client that the scope names; undefined where it names none. Nothing is in a client but itself. */
function clientOf({ resource }: PolicyJson): string | undefined {
  const entity =
    (resource.op === "==" || resource.op === "in") && "entity" in resource
      ? resource.entity
      : resource.op === "is" && resource.in !== undefined && "entity" in resource.in
        ? resource.in.entity
        : undefined;
  return entity === undefined ? undefined : String(plain(entity).id);
}

function canBeAction({ action }: PolicyJson, id: string): boolean {
  if (action.op === "All") return true;
  const named = "entities" in action ? action.entities : "entity" in action ? [action.entity] : [];
  return named.some((one) => plain(one).id === id);
}

const nameOf = (entity: unknown): string => {
  const { type, id } = plain(entity);
  return `${type}::${id}`;
};

/** Entities are written as `{ type, id }`, or the same as `__entity`. */
function plain(uid: unknown): { readonly type?: unknown; readonly id?: unknown } {
  if (typeof uid !== "object" || uid === null) return {};
  return "__entity" in uid ? plain(uid.__entity) : uid;
}
