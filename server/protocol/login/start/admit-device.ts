import { checkDeviceAudience } from "@nearside/shared/chain/device-statement/check-device-audience.ts";
import { checkDeviceSession } from "@nearside/shared/chain/device-statement/check-device-session.ts";
import { checkDeviceSignature } from "@nearside/shared/chain/device-statement/check-device-signature.ts";
import { judgeTimes } from "@nearside/shared/chain/judge-times.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { DEVICE_STATEMENT_SECONDS } from "@nearside/shared/lifetimes.ts";
import { type AnyDeviceStatement, placeOf, readAnyDeviceStatement } from "@nearside/shared/statements/elsewhere.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import { secondsNow, type WithClock } from "../../../platform/surroundings.ts";
import { checkActive } from "../../../register/machines/check-active.ts";
import { logDeviceRefusal } from "../../../register/machines/log-device-refusal.ts";
import { findPartyInAnyState, type Party } from "../../../register/machines/party.ts";
import { type AdmittedPlace, admitPlace } from "./admit-place.ts";

export interface Admitted {
  readonly device: AnyDeviceStatement;
  readonly party: Party;
  /** Present for a command line elsewhere (protocol §10). */
  readonly elsewhere: AdmittedPlace | undefined;
}

/**
 * The machine that signed a device statement, if it is enrolled here and active (protocol §4.1), and the place that it names (§10.2).
 *
 * @param address where the request came from
 * @throws Refused
 */
export async function admitDevice(
  services: WithClock & WithConfig & WithDb,
  text: string,
  address: string,
): Promise<Admitted> {
  const device = await readAnyDeviceStatement(text);
  const party = await findPartyInAnyState(services.db, { device: device.claims.iss }, "its key is proved first");
  if (party === undefined) refuse("device_unknown", "device_statement.iss");
  return logDeviceRefusal(services, "login", { jkt: party.device.jkt, address }, async () => {
    await checkDeviceSignature({ device }, { bound: { device: party.device.jwk } });
    checkDeviceAudience({ device }, services.config);
    checkDeviceSession({ device });
    judgeTimes(device.claims, secondsNow(services), DEVICE_STATEMENT_SECONDS);
    checkActive(party);
    const place = placeOf(device);
    return { device, party, elsewhere: place && (await admitPlace(services, party.device.jkt, place)) };
  });
}
