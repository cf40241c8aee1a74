import type { Role } from "@nearside/shared/roles.ts";
import { createPerson, type NewPerson } from "../administration/people/create-person.ts";
import { type PersonActor, SERVER_SHELL } from "../platform/audit/actor.ts";
import type { UserRow } from "../register/people/users.ts";
import type { TestServer } from "./test-server.ts";

/** Makes a new person, as the server's shell does. */
export const newPerson = (
  { services }: TestServer,
  name: string,
  more: Partial<Omit<NewPerson, "name">> = {},
): Promise<UserRow> =>
  createPerson(services, { name, displayName: `Person ${name}`, email: null, role: "user", ...more }, SERVER_SHELL);

/** Makes the actor of a change in the console, for tests without the console. */
export const actorOf = (user: UserRow, permission: PersonActor["permission"] = "people.manage"): PersonActor => ({
  kind: "person",
  userId: user.id,
  deviceJkt: "device",
  changeId: "ch_test",
  permission,
});

/** Makes a new person with that role, as the actor of a change. */
export async function actingAs(
  server: TestServer,
  role: Role,
  permission: PersonActor["permission"] = "people.manage",
): Promise<PersonActor> {
  const name = `${role.replace("_", "-")}-${server
    .id()
    .replaceAll(/[^A-Za-z]/g, "")
    .toLowerCase()}`;
  return actorOf(await newPerson(server, name, { role }), permission);
}
