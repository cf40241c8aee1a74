import type { Answer, Ask } from "@nearside/shared/api/page-messages.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { consoleSignIn } from "@nearside/shared/statements/console-sign-in.ts";
import { signerOf } from "../keys/bound-set.ts";
import type { PageAsker } from "./asker.ts";
import { accountsOf, ownSets, type UsableSetsServices, usableSets } from "./own-sets.ts";

/**
 * Signs for the page's own server that this enrolled browser asks to sign its person in (protocol §8). The statement
 * alone opens nothing: a passkey of the same bound set signs over it. If the browser is enrolled for several people,
 * the person chooses.
 *
 * @throws Refused `not_enrolled`, `bound_set_pending`
 */
export async function signInToConsole(
  ask: Extract<Ask, { kind: "sign_in" | "sign_in_as" }>,
  asker: PageAsker,
  services: UsableSetsServices,
): Promise<Answer> {
  const sets = await usableSets(await ownSets(asker.origin, services), services.now(), services);
  const users = accountsOf(sets);
  if (ask.kind === "sign_in" && users.length > 1) return { kind: "accounts", users };
  const newest = ask.kind === "sign_in" ? sets[0] : sets.find(({ user }) => user.id === ask.user);
  if (newest === undefined) return refuse("not_enrolled", "receipt");
  const claims = { aud: asker.origin, nonce: ask.nonce };
  return { kind: "signed_in", sign_in: await consoleSignIn.sign(await signerOf(newest), claims) };
}
