import type { AtEnd } from "../support/at-end.ts";
import { AT_A_TIME, byTurns, ratioOf } from "./contender.ts";
import { atMost, bytes, type Figure, ratio } from "./figure.ts";
import { inFlight } from "./load/in-flight.ts";
import { ourContender } from "./our-contender.ts";
import { peerContender } from "./peer-contender.ts";

// A server whose one person has logged in many times, beside one whose person has just begun: both are warm, so their ratio is growth alone.

const LOGINS = 100;

/** @param before that many logins of the one person are over when it is measured */
export async function measureGrowth(atEnd: AtEnd, before: number): Promise<Figure[]> {
  const old = await ourContender(atEnd);
  const peer = await peerContender(atEnd);
  for (const each of [old, peer]) await inFlight(before, AT_A_TIME, each.login);
  const [ours, theirs] = [old.resident(), peer.resident()];
  const young = await ourContender(atEnd);
  const login = await byTurns({ old, young }, LOGINS, (of) => of.login());
  const many = before.toLocaleString("en");
  return [
    ratio(
      `CPU of a login after ${many} of one person ÷ after the first 1,000`,
      ratioOf(login, "cpu", "old", "young"),
      1.05,
    ),
    bytes(`memory after ${many} logins`, ours, 140_000_000),
    atMost("the same ÷ oidc-provider's", ours / theirs, 0.8),
  ];
}
