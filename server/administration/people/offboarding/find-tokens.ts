import type { Db, Trx } from "../../../platform/store/database.ts";
import { SESSION_IDLE_MS } from "../../../register/sessions/session-store.ts";
import { inSeconds } from "./find-keys.ts";
import type { Inventory, Leaver } from "./leaver.ts";

/** What opens something now: token families, the access tokens among them that are not over, sessions of the console. */
export async function findTokens(
  db: Db | Trx,
  { id, now }: Leaver,
  hold: boolean,
): Promise<Pick<Inventory, "credentials" | "access_tokens" | "sessions">> {
  const ofPerson = db
    .selectFrom("token_families")
    .select(["id", "bound_set_id", "client_id", "login_id", "created_at"])
    .where("user_id", "=", id)
    .where("state", "=", "active")
    .where("expires_at", ">", now)
    .orderBy("id");
  const families = await (hold ? ofPerson.forNoKeyUpdate() : ofPerson).execute();
  const tokens = await db
    .selectFrom("access_tokens")
    .innerJoin("token_families", "token_families.id", "access_tokens.family_id")
    .select(["access_tokens.jti", "access_tokens.family_id", "access_tokens.expires_at"])
    .where("token_families.user_id", "=", id)
    .where("token_families.state", "=", "active")
    .where("token_families.expires_at", ">", now)
    .where("access_tokens.state", "=", "active")
    .where("access_tokens.expires_at", ">", now)
    .orderBy("access_tokens.jti")
    .execute();
  const sessions = db
    .selectFrom("console_sessions")
    .select(["hash", "bound_set_id", "created_at"])
    .where("user_id", "=", id)
    .where("ended_at", "is", null)
    .where("expires_at", ">", now)
    .where("seen_at", ">", now - SESSION_IDLE_MS)
    .orderBy("hash");
  return {
    credentials: families.map((family) => ({
      id: family.id,
      machine: family.bound_set_id,
      client: family.client_id,
      login: family.login_id,
      since: inSeconds(family.created_at),
    })),
    access_tokens: tokens.map((token) => ({
      id: token.jti,
      credential: token.family_id,
      until: inSeconds(token.expires_at),
    })),
    sessions: (await (hold ? sessions.forNoKeyUpdate() : sessions).execute()).map((session) => ({
      id: session.hash,
      machine: session.bound_set_id,
      since: inSeconds(session.created_at),
    })),
  };
}
