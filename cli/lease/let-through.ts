import type { World } from "../world/world.ts";
import { demandPerson } from "./demand-person.ts";

/**
 * The commands that a program under a lease may run. They ask for what the lease has, or tell how this machine is set up; the keeper itself
 * judges what it is asked. Every other command acts as its person, and each new one does until it is named here.
 */
export const OPEN_TO_AGENTS: ReadonlySet<string> = new Set([
  "nearside lease fetch",
  "nearside lease request",
  "nearside lease list",
  "nearside lease end",
  "nearside mcp",
  "nearside status",
  "nearside whoami",
  "nearside verify",
  "nearside keeper status",
  // The system starts it too, by a call that it is to answer itself. One that an agent starts holds none of its person's leases.
  "nearside keeper run",
]);

/** These are there to fix a keeper that does not answer. */
const ABOUT_KEEPER = /^nearside (?:keeper |doctor$)/;

/**
 * Lets a command run, by its whole name.
 *
 * @throws Problem `inside_a_lease` if it acts as the person, and was started by an agent; `keeper_refused`
 */
export async function letThrough(world: World, command: string): Promise<void> {
  if (!OPEN_TO_AGENTS.has(command)) await demandPerson(world, ABOUT_KEEPER.test(command));
}
