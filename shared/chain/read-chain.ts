import * as v from "valibot";
import { jwsSchema } from "../api/login-requests.ts";
import { assertionJsonSchema } from "../api/webauthn.ts";
import { fieldOf } from "../field-of.ts";
import { accessToken } from "../oauth/access-token.ts";
import { decision } from "../statements/decision.ts";
import { deviceStatement } from "../statements/device.ts";
import { MAX_FACTS_LENGTH, readFacts } from "../statements/facts.ts";
import { hello } from "../statements/hello.ts";
import { attestation } from "../statements/locality.ts";
import { nonce } from "../statements/nonce.ts";
import { presenceProof } from "../statements/presence.ts";
import { request } from "../statements/request.ts";
import type { Chain } from "./chain.ts";
import { refuse } from "./refusal.ts";

/** The chain as texts: what is kept as evidence (protocol §7). */
export const writtenChainSchema = v.strictObject({
  device_statement: jwsSchema,
  request: jwsSchema,
  facts: v.pipe(v.string(), v.maxLength(MAX_FACTS_LENGTH)),
  nonce: jwsSchema,
  hello: jwsSchema,
  presence_proof: jwsSchema,
  attestation: jwsSchema,
  decision: jwsSchema,
  assertion: assertionJsonSchema,
  access_token: jwsSchema,
});
export type WrittenChain = v.InferOutput<typeof writtenChainSchema>;

/**
 * Reads every link: shape, type, algorithm, canonical form. Proves nothing yet.
 *
 * @throws Refused `malformed`, `wrong_type`, `wrong_algorithm`
 */
export async function readChain(written: unknown): Promise<Chain> {
  const texts = v.safeParse(writtenChainSchema, written);
  if (!texts.success) return refuse("malformed", fieldOf(texts.issues[0], "chain"));
  const chain = texts.output;
  readFacts(chain.facts);
  return {
    device: await deviceStatement.read(chain.device_statement),
    request: await request.read(chain.request),
    facts: chain.facts,
    nonce: await nonce.read(chain.nonce),
    hello: await hello.read(chain.hello),
    presence: await presenceProof.read(chain.presence_proof),
    attestation: await attestation.read(chain.attestation),
    decision: await decision.read(chain.decision),
    assertion: chain.assertion,
    token: await accessToken.read(chain.access_token),
  };
}
