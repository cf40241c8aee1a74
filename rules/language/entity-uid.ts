import type { EntityUidJson } from "@cedar-policy/cedar-wasm/nodejs";

/** An entity as a rule names it: `Group::"contractors"`. */
interface EntityUid {
  readonly type: string;
  readonly id: string;
}

/** The engine writes one as `{ type, id }`, or the same as `__entity`. */
export const uidOf = (entity: EntityUidJson): EntityUid => ("__entity" in entity ? entity.__entity : entity);
