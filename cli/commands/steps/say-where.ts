import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { remoteHere } from "../../context/remote.ts";
import { sudoSentence, sudoUser } from "../../context/sudo.ts";
import { checkSession } from "../../doctor/check-session.ts";
import type { World } from "../../world/world.ts";

/**
 * Says, before anything is asked, why no browser of the person will meet this command line: it runs on another computer, or
 * in a machine of its own. It is a hint, so nothing is refused: a browser may run there as well.
 */
export async function sayWhere({ terminal, surroundings }: World): Promise<void> {
  const user = sudoUser(surroundings);
  if (user !== undefined) {
    const message = sudoSentence(neutralise(user, 64));
    terminal.object({ warning: { about: "account", message } });
    terminal.say(message, "bad");
  }
  for (const { about, says: message, cure } of checkSession(await remoteHere(surroundings))) {
    terminal.object({ warning: { about, message, cure } });
    terminal.say(message, "bad");
    terminal.say(`  → ${cure}`);
  }
}
