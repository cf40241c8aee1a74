import { CLOCK_LEEWAY_SECONDS, DPOP_PROOF_SECONDS } from "@nearside/shared/lifetimes.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { verifyDpop } from "@nearside/shared/statements/dpop.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { Call } from "../../platform/http/call.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { secondsNow } from "../../platform/surroundings.ts";

/**
 * Demands a proof by the page's key. A copied cookie opens nothing, because this key cannot leave the browser that made it (RFC
 * 9449 §4.3).
 *
 * @param jkt thumbprint of that key
 * @throws ConsoleError `not_signed_in`
 */
export async function demandProof(services: WithClock & WithConfig, c: Call, jkt: string): Promise<void> {
  try {
    const proof = await verifyDpop(c.req.header("DPoP"), c.req.method, services.config.issuer + c.req.path);
    const age = secondsNow(services) - proof.claims.iat;
    if (proof.jkt === jkt && age >= -CLOCK_LEEWAY_SECONDS && age <= CLOCK_LEEWAY_SECONDS + DPOP_PROOF_SECONDS) return;
  } catch (cause) {
    if (!(cause instanceof Refused)) throw cause;
    throw new ConsoleError("not_signed_in", { cause });
  }
  throw new ConsoleError("not_signed_in");
}
