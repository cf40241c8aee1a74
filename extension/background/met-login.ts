import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Login } from "../session/session.ts";
import type { Ground } from "./ground.ts";

/**
 * The login that this extension met for a page of that origin.
 *
 * @throws Refused `nonce_mismatch`: the page has to meet the command line (again), for instance since the browser was restarted
 */
export async function metLogin(requestHash: string, origin: string, ground: Pick<Ground, "session">): Promise<Login> {
  const login = await ground.session.logins.read(requestHash);
  return login !== undefined && login.issuer === origin ? login : refuse("nonce_mismatch", "meeting");
}
