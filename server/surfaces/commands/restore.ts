import { CannotStart } from "../../platform/config/cannot-start.ts";
import { askServer } from "../shell/ask-server.ts";
import { RESTORE_USER_PATH, restoreUserAnswerSchema } from "../shell/revocation-messages.ts";
import type { Console } from "./console.ts";

/**
 * `nearside-server restore user <name>`.
 *
 * @throws CannotStart if there is no such person
 */
export async function restoreUserCommand(dataFolder: string, user: string, console: Console): Promise<void> {
  const { state } = await askServer(dataFolder, RESTORE_USER_PATH, { user }, restoreUserAnswerSchema);
  if (state === "unknown") throw new CannotStart("There is no user of that name, so nobody was restored.");
  console.say(
    state === "already"
      ? "That person is not suspended. Nothing was changed."
      : "That person may log in again. What was ended stays ended: their machines ask for a new login.",
  );
}
