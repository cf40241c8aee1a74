import { refuse } from "@nearside/shared/chain/refusal.ts";
import { verifyServerSignature } from "@nearside/shared/chain/server-signature.ts";
import type { ServerKey } from "@nearside/shared/oauth/metadata.ts";
import { verifySignature } from "@nearside/shared/signing/jws.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { type Authorization, authorization, redirectAsk } from "@nearside/shared/statements/authorization.ts";
import { receipt } from "@nearside/shared/statements/receipt.ts";

/** A server hands these to a keeper: compact JWS each. */
export interface AskedThere {
  readonly authorization: string;
  readonly ask: string;
}

interface Expected {
  readonly issuer: string;
  readonly serverKeys: readonly ServerKey[];
  /** The receipts of this machine's enrolment: they name the browsers that were tied to it. */
  readonly receipts: readonly string[];
  /** Epoch seconds, by the server's clock. */
  readonly now: number;
}

/**
 * Checks that a browser of this machine was sent to its server for that program, just now (protocol §6), before anything is looked at or told:
 * a server alone has the keeper look at no port, and send nothing anywhere.
 *
 * @throws Refused `request_expired`, `request_mismatch`, `wrong_audience`, `not_enrolled`, `bad_signature`, …
 */
export async function checkAsk({ authorization: text, ask }: AskedThere, expected: Expected): Promise<Authorization> {
  const { issuer, serverKeys, receipts, now } = expected;
  const asked = await authorization.read(text);
  await verifyServerSignature(asked, { issuer, serverKeys });
  if (now >= asked.claims.exp) refuse("request_expired", "authorization");
  const signed = await redirectAsk.read(ask);
  const browsers = await Promise.all(receipts.map(async (each) => (await receipt.read(each)).claims.extension_jkt));
  if (!browsers.includes(await thumbprintOf(signed.header.jwk))) refuse("not_enrolled", "ask.jwk");
  await verifySignature(signed, signed.header.jwk);
  if (signed.claims.authorization !== asked.hash) refuse("request_mismatch", "ask.authorization");
  if (signed.claims.aud !== issuer) refuse("wrong_audience", "ask.aud");
  if (signed.claims.iat !== asked.claims.iat) refuse("request_mismatch", "ask.iat");
  return asked;
}
