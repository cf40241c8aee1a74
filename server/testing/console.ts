import type { Role } from "@nearside/shared/roles.ts";
import { type ConsolePage, openConsole } from "../../test/kit/console.ts";
import { enrolledMachine } from "./enrol.ts";
import type { TestServer } from "./test-server.ts";

// These functions open pages of the console (test/kit/console.ts) for people of each role.

/** Gives that person a role, as the server's own shell would. */
export async function giveRole({ services }: TestServer, userId: string, role: Role): Promise<void> {
  await services.db.updateTable("users").set({ role }).where("id", "=", userId).execute();
}

/** Opens the console of one person for each of those roles. The person is called as the role is. */
export async function consolesOf<R extends Role>(
  server: TestServer,
  roles: readonly R[],
): Promise<(role: R) => ConsolePage> {
  const pages = new Map<R, ConsolePage>();
  for (const role of roles) pages.set(role, await consoleOf(server, role, role));
  return (role) => {
    const page = pages.get(role);
    if (page === undefined) throw new Error(`nobody is ${role}`);
    return page;
  };
}

/** Opens the console of a new person with that role, on a machine of their own. */
export async function consoleOf(
  server: TestServer,
  role: Role,
  name = `${role.replace("_", "-")}-${server.id().toLowerCase().slice(0, 6)}`,
): Promise<ConsolePage> {
  const machine = await enrolledMachine(server, name);
  await giveRole(server, machine.user.id, role);
  return openConsole(server, machine);
}
