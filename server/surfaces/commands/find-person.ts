import { type PersonRow, peopleApi } from "@nearside/shared/api/console/people.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { personNamed } from "../console/person-named.ts";
import { askServer } from "../shell/ask-server.ts";
import { ServerRefused } from "../shell/server-refused.ts";

/**
 * Asks the server for the person of that name; undefined if no person has it.
 *
 * @throws CannotStart if no person could have it
 */
export async function findPerson(dataFolder: string, name: string): Promise<PersonRow | undefined> {
  try {
    return (await askServer(dataFolder, at(peopleApi.view, personNamed(name)), {})).person;
  } catch (error) {
    if (error instanceof ServerRefused && error.code === "unknown") return undefined;
    throw error;
  }
}
