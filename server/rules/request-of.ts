import type { CedarValueJson, EntityJson } from "@cedar-policy/cedar-wasm/nodejs";
import type { Given } from "@nearside/shared/rules/given.ts";

/** What the engine is asked: only the entities that a rule can reach, since each costs time. */
export interface EngineRequest {
  readonly principal: { type: string; id: string };
  readonly action: { type: string; id: string };
  readonly resource: { type: string; id: string };
  readonly context: Record<string, CedarValueJson>;
  readonly entities: EntityJson[];
}

const entity = (type: string, id: string) => ({ __entity: { type, id } });
const extension = (fn: string, arg: string) => ({ __extn: { fn, arg } });

/** @param reads what rules can reach; everything where that is not said */
export function requestOf(
  given: Given,
  reads: { readonly machine: boolean; readonly passkey: boolean } = { machine: true, passkey: true },
): EngineRequest {
  const { person, client, machine, passkey, network, session, time, history } = given;
  const groups = person.groups.map((id) => ({ type: "Group", id }));
  const principal = { type: "User", id: person.name };
  const resource = { type: "Client", id: client.id };
  const machineUid = { type: "Machine", id: machine.id };
  const passkeyUid = { type: "Passkey", id: passkey.aaguid };
  const { hostname, os, key_storage, age_hours } = machine;
  const { aaguid, synced, attested, security_key } = passkey;
  const { name, verified, api } = client;
  return {
    principal,
    action: { type: "Action", id: given.action },
    resource,
    context: {
      machine: entity("Machine", machine.id),
      passkey: entity("Passkey", passkeyUid.id),
      scopes: given.scopes,
      resources: given.resources.map((address) => entity("ResourceServer", address)),
      detail_types: given.detail_types,
      proof: given.proof,
      network: { cli: extension("ip", network.cli), browser: extension("ip", network.browser), same: network.same },
      session,
      time: {
        now: extension("datetime", new Date(time.at).toISOString()),
        weekday: time.weekday,
        hour: time.hour,
        minute: time.minute,
      },
      history: {
        new_client: history.new_client,
        new_machine: history.new_machine,
        recent_refusals: history.recent_refusals,
        ...stated("last_approval_seconds", history.last_approval_seconds),
      },
      ...stated("approval_age_seconds", given.approval_age_seconds),
      ...stated("justification", given.justification),
      ...stated("ticket", given.ticket),
      ...(given.agent === undefined ? {} : { agent: entity("Agent", given.agent) }),
      ...(given.posture === undefined
        ? {}
        : {
            posture: { ...stated("managed", given.posture.managed), ...stated("encrypted", given.posture.encrypted) },
          }),
    },
    entities: [
      { uid: principal, attrs: { role: person.role }, parents: groups },
      { uid: resource, attrs: { name, verified, api }, parents: [] },
      ...(reads.machine ? [{ uid: machineUid, attrs: { hostname, os, key_storage, age_hours }, parents: [] }] : []),
      ...(reads.passkey ? [{ uid: passkeyUid, attrs: { aaguid, synced, attested, security_key }, parents: [] }] : []),
    ],
  };
}

const stated = (name: string, value: CedarValueJson | undefined): Record<string, CedarValueJson> =>
  value === undefined ? {} : { [name]: value };
