import { verifyHostSignature } from "@nearside/shared/chain/device-statement/check-host-signature.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { hostStanding } from "@nearside/shared/proof/host-standing.ts";
import { type Place, placeId } from "@nearside/shared/statements/place.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import { findHostName } from "../../../register/machines/host-keys.ts";
import { findPlaceEnd } from "../../../register/machines/place-ends.ts";

/** The place of a command line elsewhere, as this server admits it now. */
export interface AdmittedPlace {
  readonly place: Place;
  /** Its `placeId`. */
  readonly id: string;
  /** For a host: the name under which administrators enrolled its key, or null. */
  readonly host?: string | null;
}

/**
 * Judges the place that an enrolled machine names (protocol §10.2), at a login and at each refresh.
 *
 * @throws Refused `host_signature_invalid`, `place_not_allowed`, `host_unknown`, `place_ended`
 */
export async function admitPlace(
  { config, db }: WithConfig & WithDb,
  deviceJkt: string,
  place: Place,
): Promise<AdmittedPlace> {
  const allowed = config.policy.remoteHosts;
  const key = place.kind === "ssh" ? await verifyHostSignature(place) : undefined;
  if (allowed === "none") refuse("place_not_allowed", "place");
  const id = await placeId(place);
  if ((await findPlaceEnd(db, { deviceJkt, place: id })) !== undefined) refuse("place_ended", "place");
  if (key === undefined || place.kind !== "ssh") return { place, id };
  const host = await findHostName(db, key.fingerprint);
  if (allowed === "enrolled" && hostStanding(place.claimed_name, host) !== "enrolled") refuse("host_unknown", "place");
  return { place, id, host };
}
