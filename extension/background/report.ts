import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Nonce } from "@nearside/shared/statements/nonce.ts";
import { report as reportStatement } from "@nearside/shared/statements/report.ts";
import type { Request } from "@nearside/shared/statements/request.ts";
import { signerOf, type UsableSet } from "../keys/bound-set.ts";
import type { Services } from "./services.ts";

interface Foreign {
  readonly request: Request;
  readonly nonce: Nonce;
  /** This browser's usable bound sets with that issuer, newest first. */
  readonly sets: readonly UsableSet[];
  readonly tab: number;
}

/**
 * Handles a verified login that lists none of this browser's keys: tells the server and the person (protocol §4.4), and
 * refuses. The page hears the refusal whether or not the report arrives: safety does not need it.
 *
 * @throws Refused `started_elsewhere`, always
 */
export async function reportForeignLogin(
  { request, nonce, sets, tab }: Foreign,
  services: Pick<Services, "badge" | "now" | "sendReport" | "session">,
): Promise<never> {
  const { session } = services;
  await services.badge.show(tab, "foreign");
  const [newest] = sets;
  const reported = await session.foreignLogins.read(request.hash);
  // once per request, so that a reload changes nothing
  if (reported === undefined && newest !== undefined) {
    await session.foreignLogins.keep(request.hash, {
      issuer: newest.issuer,
      request_id: request.claims.jti,
      at: services.now(),
    });
    const report = await reportStatement.sign(await signerOf(newest), {
      request: request.hash,
      reason: "started_elsewhere",
      nonce: nonce.claims.nonce,
      iat: nonce.claims.iat,
    });
    await services.sendReport(newest.issuer, request.claims.jti, { nonce: nonce.jws, report });
  }
  return refuse("started_elsewhere", "extensions");
}
