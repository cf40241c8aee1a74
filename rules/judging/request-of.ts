import type { CedarValueJson, EntityJson } from "@cedar-policy/cedar-wasm/nodejs";
import type { Given } from "@nearside/shared/rules/given.ts";

/** The request to the engine. It holds only the entities that a rule can reach, since each costs time. */
export interface EngineRequest {
  readonly principal: { type: string; id: string };
  readonly action: { type: string; id: string };
  readonly resource: { type: string; id: string };
  readonly context: Record<string, CedarValueJson>;
  readonly entities: EntityJson[];
}

/**
 * The request is given to the engine without the schema: with it the engine would demand, read and check every attribute, used or not.
 * Every value has the type that the schema gives it (`request-of.test.ts`), so that validated rules can rely on it.
 *
 * @param reads the names of attributes that rules can reach; all of them if it is left out
 */
export function requestOf(given: Given, reads: Reads = EVERYTHING): EngineRequest {
  const { person, client, machine, passkey, proof, network, session, place, time, history, agent, posture } = given;
  const read = (members: Members): Record<string, CedarValueJson> => {
    const values: Record<string, CedarValueJson> = {};
    for (const [name, value] of Object.entries(members)) {
      if (value === undefined || !reads.has(name)) continue;
      values[name] = typeof value === "function" ? value() : value;
    }
    return values;
  };
  const principal = { type: "User", id: person.name };
  const resource = { type: "Client", id: client.id };
  const machineUid = { type: "Machine", id: machine.id };
  const passkeyUid = { type: "Passkey", id: passkey.aaguid };
  const { hostname, os, key_storage, age_hours } = machine;
  const { aaguid, synced, attested, security_key } = passkey;
  const { name, verified, api } = client;
  const { last_approval_seconds, ...before } = history;
  const entities = [
    {
      uid: principal,
      attrs: read({ role: person.role }),
      parents: person.groups.map((id) => ({ type: "Group", id })),
    },
    { uid: resource, attrs: read({ name, verified, api }), parents: [] },
  ];
  if (reads.has("machine"))
    entities.push({ uid: machineUid, attrs: read({ hostname, os, key_storage, age_hours }), parents: [] });
  if (reads.has("passkey"))
    entities.push({ uid: passkeyUid, attrs: read({ aaguid, synced, attested, security_key }), parents: [] });
  return {
    principal,
    action: { type: "Action", id: given.action },
    resource,
    context: read({
      machine: entity(machineUid),
      passkey: entity(passkeyUid),
      scopes: given.scopes,
      resources: () => given.resources.map((id) => entity({ type: "ResourceServer", id })),
      detail_types: given.detail_types,
      proof: () => read({ peer: proof.peer, acr: proof.acr, channel: proof.channel }),
      network: () =>
        read({
          cli: () => extension("ip", network.cli),
          browser: () => extension("ip", network.browser),
          same: network.same,
        }),
      session: () => read(session),
      place: place === undefined ? undefined : () => read({ ...place }),
      time: () =>
        read({
          now: () => extension("datetime", new Date(time.at).toISOString()),
          weekday: time.weekday,
          hour: time.hour,
          minute: time.minute,
        }),
      history: () => read({ ...before, last_approval_seconds }),
      approval_age_seconds: given.approval_age_seconds,
      justification: given.justification,
      ticket: given.ticket,
      agent: agent === undefined ? undefined : () => read({ ...agent }),
      posture: posture === undefined ? undefined : () => read(postureIn(posture, read)),
    }),
    entities,
  };
}

/** Each fact of a posture is a record of its own. */
function postureIn(posture: NonNullable<Given["posture"]>, read: (members: Members) => Record<string, CedarValueJson>) {
  const { managed, encrypted, ...facts } = posture;
  const records = Object.entries(facts).map(([name, fact]) => [name, fact && (() => read({ ...fact }))] as const);
  return { managed, encrypted, ...Object.fromEntries(records) };
}

type Reads = Pick<ReadonlySet<string>, "has">;
const EVERYTHING: Reads = { has: () => true };

/** A value that costs something to make is made when it is read. */
type Members = Readonly<Record<string, CedarValueJson | (() => CedarValueJson) | undefined>>;

const entity = (uid: { type: string; id: string }) => ({ __entity: uid });
const extension = (fn: string, arg: string) => ({ __extn: { fn, arg } });
