import type { RedirectOutcome } from "@nearside/shared/api/authorizations.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { VOUCH_SECONDS } from "@nearside/shared/lifetimes.ts";
import { append } from "../../platform/audit/event-log.ts";
import { redirectDelivered, redirectRefused } from "../../platform/audit/events/redirects.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { Holder, WithChanges } from "../../platform/waiting/changes.ts";
import { hold } from "../../platform/waiting/hold.ts";
import { demandDevice } from "../../register/machines/find-party.ts";
import { logDeviceRefusal } from "../../register/machines/log-device-refusal.ts";
import type { Party } from "../../register/machines/party.ts";
import {
  findAsked,
  findRedirect,
  loginOfRedirect,
  markDelivered,
  redirectsOfMachine,
  refuseRedirect,
} from "../../register/redirects/redirect-store.ts";

// The requests of a machine's keeper about programs that only know a redirect (protocol §6). It has proved itself by its device key.

/**
 * Gives what programs of that machine ask for, as soon as there is something that the keeper does not know (protocol §4.6).
 *
 * @returns compact JWS each: what the program asked for, and what an extension of the machine signed for it
 * @throws Refused if the machine is not active, or no longer when it is answered
 */
export async function waitForRedirects(
  services: WithChanges & WithClock & WithDb,
  deviceJkt: string,
  by: { readonly known: readonly string[]; readonly holders: readonly Holder[]; readonly gone: AbortSignal },
): Promise<readonly { readonly authorization: string; readonly ask: string }[]> {
  const read = async () => {
    await demandDevice(services, "redirect", { jkt: deviceJkt }); // again each time: it may be quarantined while this is held
    const asked = await findAsked(services.db, deviceJkt, services.clock() - VOUCH_SECONDS * 1000);
    return asked.filter(({ id }) => !by.known.includes(id)).map(({ authorization, ask }) => ({ authorization, ask }));
  };
  const subject = redirectsOfMachine(deviceJkt);
  return hold(services.changes, { subject, holders: by.holders, gone: by.gone }, read, (found) => found.length > 0);
}

/**
 * The keeper says how it ended with the program.
 *
 * @throws Refused `request_unknown`, `request_settled`
 */
export async function takeOutcome(
  services: WithChanges & WithClock & WithDb,
  party: Party,
  { authorization: id, outcome }: { readonly authorization: string; readonly outcome: RedirectOutcome },
): Promise<void> {
  const deviceJkt = party.device.jkt;
  await logDeviceRefusal(services, "redirect", { jkt: deviceJkt }, async () => {
    await services.db.transaction().execute(async (trx) => {
      const kept = await findRedirect(trx, id);
      if (kept === undefined || kept.deviceJkt !== deviceJkt) return refuse("request_unknown", "authorization");
      const now = services.clock();
      const isFirst =
        outcome === "delivered" ? await markDelivered(trx, id, now) : await refuseRedirect(trx, id, outcome);
      if (!isFirst) refuse("request_settled", "authorization");
      const data = { login: loginOfRedirect(kept) };
      const event =
        outcome === "delivered"
          ? redirectDelivered(now, id, data)
          : redirectRefused(now, id, { ...data, code: outcome, device_jkt: deviceJkt });
      await append(trx, event, { user: party.user.id, device: deviceJkt });
    });
    services.changes.announce(id);
  });
}
