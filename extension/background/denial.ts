import type { Answer, Ask } from "@nearside/shared/api/page-messages.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { denial as denialStatement } from "@nearside/shared/statements/denial.ts";
import { signerOf } from "../keys/bound-set.ts";
import type { PageAsker } from "./asker.ts";
import { metLogin } from "./met-logins.ts";
import type { Services } from "./services.ts";

/**
 * Says no to the login that this extension met, with the key that met it, and for which reason if the person gave one (protocol §4.5).
 *
 * @throws Refused
 */
export async function deny(
  ask: Extract<Ask, { kind: "deny" }>,
  asker: PageAsker,
  services: Pick<Services, "boundSets" | "session">,
): Promise<Answer> {
  const login = await metLogin(ask.request_hash, asker.origin, services);
  const set = (await services.boundSets.all()).find(({ thumbprint }) => thumbprint === login.thumbprint);
  if (set === undefined) return refuse("not_enrolled", "thumbprint");
  const denial = await denialStatement.sign(await signerOf(set), {
    attestation: await sha256Base64url(login.attestation),
    ...(ask.reason === undefined ? {} : { reason: ask.reason }),
  });
  return { kind: "denial", denial };
}
