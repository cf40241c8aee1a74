import type { Answer, Ask } from "@nearside/shared/bridge/page-messages.ts";
import type { PageAsker } from "./asker.ts";
import type { Ground } from "./ground.ts";

/** The login has ended: nothing of it is shown any more. */
export async function clearSettled(
  ask: Extract<Ask, { kind: "settled" }>,
  asker: PageAsker,
  { session, badge }: Pick<Ground, "session" | "badge">,
): Promise<Answer> {
  const login = await session.logins.read(ask.request_hash);
  if (login?.issuer === asker.origin) {
    await session.logins.forget(ask.request_hash);
    await badge.clear(asker.tab);
    if (login.tab !== asker.tab) await badge.clear(login.tab);
  }
  return { kind: "cleared" };
}
