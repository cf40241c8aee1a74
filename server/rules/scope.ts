import type { PolicyJson } from "@cedar-policy/cedar-wasm/nodejs";
import type { EngineRequest } from "./request-of.ts";

type Uid = EngineRequest["principal"];

/**
 * Whether the policy's scope can match that request at all: the engine needs to be given no other, and its time grows with what it is
 * given. What is not understood here is left to the engine.
 */
export function scopeCanMatch({ principal, action, resource }: PolicyJson, asked: EngineRequest): boolean {
  const groups = asked.entities[0]?.parents ?? [];
  return (
    canBe(principal, asked.principal, groups as readonly Uid[]) &&
    canBe(action, asked.action, []) &&
    canBe(resource, asked.resource, [])
  );
}

function canBe(
  constraint: PolicyJson["principal" | "action" | "resource"],
  uid: Uid,
  parents: readonly Uid[],
): boolean {
  switch (constraint.op) {
    case "==":
      return !("entity" in constraint) || isSame(constraint.entity, uid);
    case "in": {
      const among = "entities" in constraint ? constraint.entities : "entity" in constraint ? [constraint.entity] : [];
      return among.some((one) => isSame(one, uid) || parents.some((parent) => isSame(one, parent)));
    }
    case "is":
      if (constraint.entity_type !== uid.type) return false;
      return constraint.in === undefined || !("entity" in constraint.in) || among(constraint.in.entity, uid, parents);
    default:
      return true;
  }
}

const among = (one: unknown, uid: Uid, parents: readonly Uid[]): boolean =>
  isSame(one, uid) || parents.some((parent) => isSame(one, parent));

/** Entities are written as `{ type, id }`, or the same as `__entity`. */
function isSame(one: unknown, uid: Uid): boolean {
  const { type, id } = plain(one);
  return type === uid.type && id === uid.id;
}

function plain(uid: unknown): { type?: unknown; id?: unknown } {
  if (typeof uid !== "object" || uid === null) return {};
  return "__entity" in uid ? plain(uid.__entity) : uid;
}
