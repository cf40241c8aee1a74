import { remoteRefreshAnswerSchema } from "@nearside/shared/api/through-keeper.ts";
import { KeeperRefused, openKeeperChannel } from "../channel/ask-keeper.ts";
import { problemOfKeeper } from "../channel/keeper-refusal.ts";
import { Problem } from "../problems/problem.ts";
import type { Connection } from "../server/connection.ts";

/**
 * The statement of a refresh, by the keeper of the person's own machine, over her SSH session (protocol §10.4). Once that has ended
 * there is none, and the login ends with its token.
 *
 * @param session_jkt thumbprint of the session key
 * @throws Problem `not_signed_in`, `keeper_refused`, …
 */
export async function statedByKeeper({ issuer, forwardedAgent }: Connection, session_jkt: string): Promise<string> {
  if (forwardedAgent === undefined) throw new Problem("not_signed_in", ENDED);
  const channel = await openKeeperChannel(forwardedAgent).catch((cause: unknown) => {
    throw new Problem("not_signed_in", ENDED, { cause });
  });
  try {
    return (await channel.ask({ remote: "refresh", issuer, session_jkt }, remoteRefreshAnswerSchema)).device_statement;
  } catch (error) {
    if (error instanceof KeeperRefused && error.code === "request_unknown")
      throw new Problem("not_signed_in", OTHER_SESSION, { cause: error });
    if (error instanceof KeeperRefused) throw problemOfKeeper(error);
    throw new Problem("not_signed_in", ENDED, { cause: error });
  } finally {
    channel.close();
  }
}

const OTHER_SESSION = "(That login began over another SSH session, and is renewed over that one alone.)";
const ENDED = "(The SSH session that you signed in over has ended, and the login with it.)";
