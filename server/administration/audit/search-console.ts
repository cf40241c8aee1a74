import { loginsApi } from "@nearside/shared/api/console/logins.ts";
import { LEAST_TYPED, MOST_OF_EACH_KIND, type SearchAnswer } from "@nearside/shared/api/console/search.ts";
import { may, type Role } from "@nearside/shared/roles.ts";
import * as v from "valibot";
import type { WithConfig } from "../../platform/config/config.ts";
import { foundBy, holdsTyped } from "../../platform/lists/search.ts";
import type { Db, WithDb } from "../../platform/store/database.ts";
import { unregisteredClients } from "../../register/clients/find-client.ts";
import { idInText, listLogins } from "./list-logins.ts";

/**
 * Finds the few people, machines, programs and logins that a text names, as far as the role may read them. Each kind costs the same
 * however many there are: an index finds them, and the search ends with the last that is shown.
 *
 * @param now epoch milliseconds
 */
export async function searchConsole(
  services: WithConfig & WithDb,
  q: string,
  role: Role,
  now: number,
): Promise<SearchAnswer> {
  const { db } = services;
  if (q.length < LEAST_TYPED) return { people: [], machines: [], programs: [], logins: [] };
  const [people, machines, programs, logins] = await Promise.all([
    may(role, "people.read") ? findPeople(db, q) : [],
    may(role, "machines.read") ? findMachines(db, q) : [],
    may(role, "clients.read") ? findPrograms(services, q) : [],
    may(role, "log.read") ? findLogins(db, q, now) : [],
  ]);
  return { people, machines, programs, logins };
}

const findPeople = (db: Db, q: string): Promise<SearchAnswer["people"]> =>
  db
    .selectFrom(foundBy(db, "person", q))
    .innerJoin("users", "users.id", "found.id")
    .select(["users.id", "users.name", "users.display_name"])
    .limit(MOST_OF_EACH_KIND)
    .execute();

const findMachines = (db: Db, q: string): Promise<SearchAnswer["machines"]> =>
  db
    .selectFrom(foundBy(db, "machine", q))
    .innerJoin("devices", "devices.jkt", "found.id")
    .innerJoin("bound_sets", "bound_sets.id", "devices.bound_set_id")
    .innerJoin("users", "users.id", "bound_sets.user_id")
    .select(["bound_sets.id", "devices.hostname", "users.name as owner"])
    .limit(MOST_OF_EACH_KIND)
    .execute();

async function findPrograms(services: WithConfig & WithDb, q: string): Promise<SearchAnswer["programs"]> {
  const typed = q.toLowerCase();
  const written = (await unregisteredClients(services)).filter(
    ({ id, name }) => id === q || name.toLowerCase().includes(typed),
  );
  const registered = await services.db
    .selectFrom("clients")
    .select(["id", "name"])
    .where((eb) => eb.or([eb("id", "=", q), holdsTyped("name", q)]))
    .orderBy("name")
    .limit(MOST_OF_EACH_KIND)
    .execute();
  return [...written.map(({ id, name }) => ({ id, name })), ...registered].slice(0, MOST_OF_EACH_KIND);
}

/** Only the one that an id names: the security log lists those of a person or a machine. */
async function findLogins(db: Db, q: string, now: number): Promise<SearchAnswer["logins"]> {
  const id = idInText(q);
  if (id === undefined) return [];
  const { rows } = await listLogins(db, v.parse(loginsApi.list.input, { q: id }), now);
  return rows.map(({ id: login, person, client, created_at: at }) => ({
    ...{ id: login, person: person.name, program: client.name, at },
  }));
}
