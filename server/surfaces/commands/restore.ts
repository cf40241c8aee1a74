import { peopleApi } from "@nearside/shared/api/console/people.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { CannotStart } from "../../platform/config/cannot-start.ts";
import { askServer } from "../shell/ask-server.ts";
import type { Console } from "./console.ts";
import { findPerson } from "./find-person.ts";

/**
 * Runs `nearside-server restore user <name>`.
 *
 * @throws CannotStart if there is no such person
 */
export async function restoreUserCommand(dataFolder: string, user: string, console: Console): Promise<void> {
  const person = await findPerson(dataFolder, user);
  if (person === undefined) throw new CannotStart("There is no user of that name, so nobody was restored.");
  const { changed } = await askServer(dataFolder, at(peopleApi.reactivate, person.id), {});
  console.say(
    !changed
      ? "That person is not suspended. Nothing was changed."
      : "That person may log in again. What was ended stays ended: their machines ask for a new login.",
  );
}
