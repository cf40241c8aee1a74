import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import type { KeyIn } from "@nearside/shared/signing/jws.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import type { Statement } from "@nearside/shared/statements/statement.ts";

/** One difference from the honest statement: its claims, its signer, or its text once it is signed. */
export interface Twist<Claims> {
  readonly claims?: (honest: Claims) => Claims;
  readonly signer?: Signer;
  readonly text?: (jws: string) => string;
}

export interface Written<Claims> {
  readonly jws: string;
  readonly claims: Claims;
  readonly hash: string;
}

/** Signs one statement, as twisted. */
export async function write<K extends KeyIn, Claims>(
  statement: Statement<K, Claims, NoInfer<Claims>>,
  signer: Signer,
  honest: Claims,
  twist: Twist<Claims> = {},
): Promise<Written<Claims>> {
  const claims = twist.claims?.(honest) ?? honest;
  const signed = await statement.sign(twist.signer ?? signer, claims);
  const jws = twist.text?.(signed) ?? signed;
  return { jws, claims, hash: await sha256Base64url(jws) };
}
