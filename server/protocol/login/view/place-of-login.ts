import type { LoginPlace } from "@nearside/shared/api/console/login-place.ts";
import { decodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { hostStanding } from "@nearside/shared/proof/host-standing.ts";
import { readHostKey } from "@nearside/shared/ssh/host-key.ts";
import type { Facts } from "@nearside/shared/statements/facts.ts";
import { placeId } from "@nearside/shared/statements/place.ts";
import type { Db } from "../../../platform/store/database.ts";
import { findPlaceEnd } from "../../../register/machines/place-ends.ts";

/** The place from which that machine vouched for the login, as readers see it; null for the machine itself. */
export async function placeOfLogin(
  db: Db,
  deviceJkt: string,
  { place, host }: Pick<Facts, "place" | "host">,
): Promise<LoginPlace | null> {
  if (place === undefined) return null;
  const ended = (await findPlaceEnd(db, { deviceJkt, place: await placeId(place) })) ?? null;
  const lasting = { since: place.since * 1000, ended };
  if (place.kind === "container") {
    const { kind, id, runtime, claimed_name: name } = place;
    return { kind, name, id, runtime, ...lasting };
  }
  return {
    kind: place.kind,
    name: host ?? place.claimed_name,
    known: hostStanding(place.claimed_name, host),
    fingerprint: (await readHostKey(decodeBase64url(place.host_key, "host_key"))).fingerprint,
    hops: place.hops.map(({ claimed_name, fingerprint }) => ({ name: claimed_name, fingerprint })),
    ...lasting,
  };
}
