import type { Terminal } from "../../terminal/terminal.ts";
import { texts } from "../../texts/server.ts";
import type { Waiting } from "../../waiting.ts";

/** Says to a person who waits at the terminal that the server can't be reached, and that it answers again. */
export const sayServerAway = (terminal: Terminal): Pick<Required<Waiting>, "serverAway"> => ({
  serverAway: (isAway) => {
    terminal.object({ server_away: isAway });
    terminal.say(isAway ? texts.away : texts.back, isAway ? "bad" : "good");
  },
});
