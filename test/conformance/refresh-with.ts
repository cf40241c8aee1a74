import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import type { Answer } from "../kit/answer.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { refreshStatementOf } from "../steps/logging-in.ts";
import type { Stage } from "../steps/stage.ts";

/** A refresh by the session key and the machine, good but for those parameters. */
export async function refreshWith(
  stage: Stage,
  refresh_token: string,
  changed: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const statement = await refreshStatementOf(stage);
  const good = { grant_type: "refresh_token", client_id: CLIENT, refresh_token, device_statement: statement };
  const proof = { by: stage.parties.session, statement: await sha256Base64url(statement) };
  return stage.postForm("/oauth/token", { ...good, ...changed }, proof);
}
