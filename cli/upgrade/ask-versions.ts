import { statement } from "@nearside/shared/api/parts.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { verifyServerSignature } from "@nearside/shared/chain/server-signature.ts";
import { CLOCK_LEEWAY_SECONDS } from "@nearside/shared/lifetimes.ts";
import { type Versions, versions } from "@nearside/shared/statements/versions.ts";
import { Problem } from "../problems/problem.ts";
import type { Connection } from "../server/connection.ts";
import { readDone } from "../server/read-answer.ts";
import { texts } from "../texts/upgrade.ts";

/** Milliseconds. */
const TIMEOUT = 10_000;
/** Seconds. A server signs for an hour; one that says more would let an old statement count for longer. */
const LONGEST = 3600;

/**
 * Asks the server which parts it hands out, and verifies that it says so itself and now: its key, its name, and a time that is not over
 * (threat M16).
 *
 * @throws Refused, Problem
 */
export async function askVersions({
  issuer,
  http,
  keys,
  clock,
}: Pick<Connection, "issuer" | "http" | "keys" | "clock">): Promise<Versions["claims"]> {
  const answer = await http.send({ method: "GET", url: `${issuer}${statement.address}`, timeout: TIMEOUT });
  if (answer.status === 404) throw new Problem("server_refused", texts.tooOld);
  readDone(answer);
  return verifyVersions(answer.text, { issuer, keys, clock });
}

/** @param text as the server sent it, whose author may be hostile */
async function verifyVersions(
  text: string,
  { issuer, keys, clock }: Pick<Connection, "issuer" | "keys" | "clock">,
): Promise<Versions["claims"]> {
  const read = await versions.read(text);
  await verifyServerSignature(read, { issuer, serverKeys: await keys.current() });
  const { claims } = read;
  const now = clock.seconds();
  if (claims.exp <= claims.iat || claims.exp - claims.iat > LONGEST) refuse("malformed", "versions.exp");
  if (claims.iat > now + CLOCK_LEEWAY_SECONDS || claims.exp < now - CLOCK_LEEWAY_SECONDS)
    throw new Problem("versions_stale", texts.stale);
  if (claims.parts.some(({ version }) => version !== claims.version)) refuse("malformed", "versions.parts");
  return claims;
}
