import { remoteRefreshAnswerSchema } from "@nearside/shared/api/through-keeper.ts";
import type { Connection } from "../server/connection.ts";
import { askKeeper } from "./session-key.ts";

/**
 * The statement of a refresh, by the keeper of the person's own machine, over her SSH session (protocol §10.4). Once that has ended
 * no refresh token is given, and the login ends with its token.
 *
 * @param session_jkt thumbprint of the session key
 * @throws Problem `not_signed_in`, `keeper_refused`, …
 */
export async function statedByKeeper(connection: Connection, session_jkt: string): Promise<string> {
  const call = { remote: "refresh", issuer: connection.issuer, session_jkt } as const;
  const { device_statement } = await askKeeper(connection, (channel) => channel.ask(call, remoteRefreshAnswerSchema));
  return device_statement;
}
