import { policyRefusal } from "../policy/policy-rule.ts";
import type { PageAsker } from "./asker.ts";
import type { Services } from "./services.ts";

/**
 * Starts the native host while the page of a login still loads, so that the handshake does not wait for it. Nothing is said to it
 * before the steps of `meet`, and for a page of another site, or against the organisation's settings, none is started.
 */
export async function expectMeeting(
  { origin }: PageAsker,
  { boundSets, nativeWay, policy }: Pick<Services, "boundSets" | "nativeWay" | "policy">,
): Promise<"noted"> {
  const isOwn = (await boundSets.all()).some(({ issuer, state }) => issuer === origin && state === "bound");
  if (isOwn && policyRefusal(await policy.settled(), origin) === undefined) (await nativeWay())?.prepare();
  return "noted";
}
