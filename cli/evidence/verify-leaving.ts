import { isRefusalCode } from "@nearside/shared/chain/refusal.ts";
import { verifyOffboarding } from "@nearside/shared/evidence/verify-offboarding.ts";
import type { ServerKey } from "@nearside/shared/oauth/metadata.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { type Offboarding, offboarding } from "@nearside/shared/statements/offboarding.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { texts } from "../texts/evidence.ts";
import { EvidenceProblem, type Read } from "./read-files.ts";
import { showLeaving } from "./show-leaving.ts";

/**
 * Verifies the report of a leaving and shows what ended (protocol §4.7).
 *
 * @param trusted the server's keys; undefined trusts those of the document, and a bare report has none
 * @throws EvidenceProblem
 */
export async function verifyLeaving(
  terminal: Terminal,
  read: Exclude<Read, { readonly kind: "login" }>,
  trusted: readonly ServerKey[] | undefined,
): Promise<void> {
  const claims = await verify(read, trusted);
  const trust = trusted === undefined ? "keys_in_file" : "given_keys";
  terminal.object({ offboarding: { holds: true, trust, ...claims } });
  showLeaving(claims, trust, terminal);
  if (trust === "given_keys") terminal.say(texts.verdict.signed, "good");
  else terminal.say(texts.verdict.signedIf);
}

async function verify(
  read: Exclude<Read, { readonly kind: "login" }>,
  trusted: readonly ServerKey[] | undefined,
): Promise<Offboarding["claims"]> {
  try {
    if (read.kind === "leaving") {
      const { report, issuer, jwks } = read.document;
      return await verifyOffboarding(report, { issuer, serverKeys: trusted ?? jwks.keys });
    }
    if (trusted === undefined) throw new EvidenceProblem("usage", texts.verdict.alone);
    const { claims } = await offboarding.read(read.jws);
    return await verifyOffboarding(read.jws, { issuer: claims.iss, serverKeys: trusted });
  } catch (cause) {
    if (!(cause instanceof Refused) || !isRefusalCode(cause.code)) throw cause;
    throw new EvidenceProblem(
      cause.code,
      texts.verdict.broken({ code: cause.code, field: cause.field === undefined ? "" : `: ${cause.field}` }),
      { cause },
    );
  }
}
