import { refuse } from "@nearside/shared/chain/refusal.ts";
import { CLOCK_LEEWAY_SECONDS } from "@nearside/shared/lifetimes.ts";
import { placeOf, readAnyDeviceStatement } from "@nearside/shared/statements/elsewhere.ts";
import { hopEnd } from "@nearside/shared/statements/hop-end.ts";
import { placeId } from "@nearside/shared/statements/place.ts";
import { append } from "../../platform/audit/event-log.ts";
import { placeEnded } from "../../platform/audit/events/machines.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import { spend } from "../../platform/limits/spend.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { findOpenLogins } from "../../register/logins/login-store.ts";
import type { Party } from "../../register/machines/party.ts";
import { insertPlaceEnd } from "../../register/machines/place-ends.ts";
import { runForSigner } from "../../register/machines/signed-by-machine.ts";
import { endFamily } from "../../register/tokens/end-families.ts";
import { firstSeen } from "../../register/tokens/seen-messages.ts";
import { findFamiliesOfMachine } from "../../register/tokens/token-store.ts";
import { refuseLogin } from "../login/end/refuse-logins.ts";

/**
 * Takes a machine's report that its session with a host, or a container on it, has ended: everything that came from there ends too, and
 * nothing comes from there any more (protocol §10.5).
 *
 * @param address where the statement came from
 * @throws Refused; RateLimited
 */
export async function endPlace(
  services: WithBudgets & WithChanges & WithClock & WithConfig & WithDb,
  text: string,
  address: string,
): Promise<void> {
  const statement = await hopEnd.read(text);
  const { claims } = statement;
  const said = { step: "place_end", field: "place_end", address } as const;
  return runForSigner(services, statement, said, async (party) => {
    const { jkt } = party.device;
    const forgetAt = (claims.exp + CLOCK_LEEWAY_SECONDS + 1) * 1000;
    const logins = await services.db.transaction().execute(async (trx) => {
      if (!(await firstSeen(trx, "place_end", jkt, claims.jti, forgetAt))) refuse("replayed", "place_end.jti");
      await spend(services, "place_ends_of_machine", jkt);
      return endPlaceIn(trx, services.clock(), party, claims.place, address);
    });
    for (const login of logins) services.changes.announce(login);
  });
}

/** @returns the logins that ended, to be announced after the commit */
async function endPlaceIn(
  trx: Trx,
  now: number,
  party: Party,
  place: string,
  address: string,
): Promise<readonly string[]> {
  const deviceJkt = party.device.jkt;
  // a login that is being made there locks its person too: it comes before and is found below, or after and sees the end
  await trx.selectFrom("users").select("id").where("id", "=", party.user.id).forNoKeyUpdate().execute();
  const logins: string[] = [];
  for (const login of await findOpenLogins(trx, { column: "bound_set_id", value: party.id })) {
    const from = placeOf(await readAnyDeviceStatement(login.deviceStatement));
    if (from === undefined || (await placeId(from)) !== place) continue;
    if ((await refuseLogin(trx, { now }, login.id, "place_ended")) !== undefined) logins.push(login.id);
  }
  // a person's report may have closed the place before (deny-login.ts): what is left ends here anyway
  const isFirst = await insertPlaceEnd(trx, { deviceJkt, place }, now);
  const families: string[] = [];
  for (const { id, grant } of await findFamiliesOfMachine(trx, party.id, now)) {
    if (grant.place !== place) continue;
    const ending = { reason: "place_ended", by: "machine", now } as const;
    if ((await endFamily(trx, id, ending)) !== undefined) families.push(id);
  }
  if (!isFirst && logins.length === 0 && families.length === 0) return [];
  const whose = { user: party.user.id, device: deviceJkt, address };
  await append(trx, placeEnded(now, deviceJkt, { place, logins, families }), whose);
  return logins;
}
