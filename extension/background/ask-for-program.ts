import type { Answer, Ask } from "@nearside/shared/api/page-messages.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { verifyServerSignature } from "@nearside/shared/chain/server-signature.ts";
import { authorization, redirectAsk } from "@nearside/shared/statements/authorization.ts";
import { trustedServer } from "../issuer/server-keys.ts";
import { signerOf } from "../keys/bound-set.ts";
import type { PageAsker } from "./asker.ts";
import { accountsOf, ownSets, usableSets } from "./own-sets.ts";
import type { Services } from "./services.ts";

/**
 * Signs that a page of this server, in this browser, was opened for what a program asks for (protocol §6). It only tells the server which
 * machine this browser belongs to: the login that the machine's keeper begins is met, shown and approved as every other one. If the browser is
 * enrolled for several people, the person chooses.
 *
 * @throws Refused `not_enrolled`, `bound_set_pending`, `wrong_issuer`, …
 */
export async function askForProgram(
  ask: Extract<Ask, { kind: "redirect" | "redirect_as" }>,
  asker: PageAsker,
  services: Omit<Services, "policy">,
): Promise<Answer> {
  const sets = await ownSets(asker.origin, services);
  const asked = await authorization.read(ask.authorization);
  await verifyServerSignature(asked, await trustedServer(asker.origin, services));
  const usable = await usableSets(sets, asked.claims.iat, services);
  const set = ask.kind === "redirect" ? usable[0] : usable.find(({ user }) => user.id === ask.user);
  if (ask.kind === "redirect" && accountsOf(usable).length > 1) return { kind: "accounts", users: accountsOf(usable) };
  if (set === undefined) return refuse("not_enrolled", "receipt");
  // The server judges times by its own clock, and this one is not asked: the page was opened just now.
  const claims = { authorization: asked.hash, aud: asker.origin, iat: asked.claims.iat };
  return { kind: "redirect_asked", ask: await redirectAsk.sign(await signerOf(set), claims) };
}
