import { type Actor, byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { hostKeyAdded, hostKeyRemoved, hostKeyRenamed } from "../../platform/audit/events/hosts.ts";
import { ConsoleError, wrongField } from "../../platform/http/console-error.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithRules } from "../../protocol/rules/active-rules.ts";
import { demandHostUnasked } from "../../protocol/rules/demand-unnamed.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import { consoleTexts } from "../../texts/console.ts";
import { readKeyLine } from "./read-host-key.ts";

interface NamedKey {
  readonly name: string;
  /** The form of known_hosts. */
  readonly key: string;
}

/**
 * Enrols one host key (protocol §10.7).
 *
 * @returns base64url(SHA-256(key))
 * @throws ConsoleError `invalid_request` for what is no host key, or one that is there; `not_permitted`; `conflict` if rules ask for the name
 */
export async function addHost(services: WithClock & WithDb & WithRules, host: NamedKey, by: Actor): Promise<string> {
  const { fingerprint, type } = await keyOf(host.key, "key");
  await services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const now = await nameOf(trx, fingerprint);
    if (now !== undefined) throw wrongField("key", consoleTexts.hosts.known({ name: now }));
    await demandHostUnasked(services, trx, host.name, by);
    await insert(trx, services, { fingerprint, type, name: host.name }, by);
  });
  return fingerprint;
}

/**
 * Enrols the keys, and gives those that are there the names beside them: all of them or none.
 *
 * @throws ConsoleError `invalid_request`, `not_permitted`, `conflict`
 */
export async function importHosts(
  services: WithClock & WithDb & WithRules,
  hosts: readonly NamedKey[],
  by: Actor,
): Promise<{ readonly added: number; readonly renamed: number }> {
  const keys = await Promise.all(hosts.map(({ key }, at) => keyOf(key, `hosts.${at}.key`)));
  return services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const counts = { added: 0, renamed: 0 };
    for (const [at, { fingerprint, type }] of keys.entries()) {
      const name = hosts[at]?.name ?? "";
      const from = await nameOf(trx, fingerprint);
      if (from !== name) await demandHostUnasked(services, trx, name, by);
      if (from === undefined) await insert(trx, services, { fingerprint, type, name }, by);
      else if (from !== name) await rename(trx, services, fingerprint, { name, from }, by);
      if (from === undefined) counts.added += 1;
      else if (from !== name) counts.renamed += 1;
    }
    return counts;
  });
}

/** @returns false if it has that name @throws ConsoleError `unknown`, `not_permitted`, `conflict` */
export const renameHost = (
  services: WithClock & WithDb & WithRules,
  id: string,
  name: string,
  by: Actor,
): Promise<boolean> =>
  services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const from = await nameOf(trx, id);
    if (from === undefined) throw new ConsoleError("unknown");
    if (from === name) return false;
    for (const asked of [from, name]) await demandHostUnasked(services, trx, asked, by);
    await rename(trx, services, id, { name, from }, by);
    return true;
  });

/**
 * Removes the key: the next login and the next refresh from its host are judged without it. Rules may ask for the name: a key that somebody else may
 * have goes at once, and the name is given to no other key by one person.
 *
 * @throws ConsoleError `unknown`
 */
export const removeHost = (services: WithClock & WithDb, id: string, by: Actor): Promise<void> =>
  services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const name = await nameOf(trx, id);
    if (name === undefined) throw new ConsoleError("unknown");
    await trx.deleteFrom("host_keys").where("fingerprint", "=", id).execute();
    await append(trx, hostKeyRemoved(services.clock(), id, { name, by: byOf(by) }), { by });
  });

async function keyOf(line: string, field: string) {
  const key = await readKeyLine(line);
  if (key !== undefined) return key;
  throw wrongField(field, consoleTexts.hosts.noKey);
}

async function nameOf(trx: Trx, fingerprint: string): Promise<string | undefined> {
  const row = await trx
    .selectFrom("host_keys")
    .select("name")
    .where("fingerprint", "=", fingerprint)
    .executeTakeFirst();
  return row?.name;
}

async function insert(
  trx: Trx,
  { clock }: WithClock,
  { fingerprint, type, name }: { readonly fingerprint: string; readonly type: string; readonly name: string },
  by: Actor,
): Promise<void> {
  const now = clock();
  await trx.insertInto("host_keys").values({ fingerprint, type, name, added_at: now }).execute();
  await append(trx, hostKeyAdded(now, fingerprint, { name, type, by: byOf(by) }), { by });
}

async function rename(
  trx: Trx,
  { clock }: WithClock,
  fingerprint: string,
  { name, from }: { readonly name: string; readonly from: string },
  by: Actor,
): Promise<void> {
  await trx.updateTable("host_keys").set({ name }).where("fingerprint", "=", fingerprint).execute();
  await append(trx, hostKeyRenamed(clock(), fingerprint, { name, from, by: byOf(by) }), { by });
}
