import type { Passkey } from "../../passkey/passkey.ts";
import type { Receipt } from "../../statements/receipt.ts";
import type { Trusted } from "../chain.ts";
import { refuse } from "../refusal.ts";
import { verifyServerSignature } from "../server-signature.ts";

/** The person, the machine, the browser and the passkey that a receipt must name. */
interface ReceiptFor {
  readonly request: { readonly claims: { readonly user: { readonly id: string }; readonly device_jkt: string } };
  readonly extension: string;
  readonly passkey: Passkey;
}

/**
 * The server signed the receipt, and it names the user and the three keys that its holder knows (protocol §3.6).
 *
 * @throws Refused `key_mismatch`, `bad_signature`, `wrong_issuer`, `wrong_user`
 */
export async function checkReceipt(
  receipt: Receipt,
  keys: ReceiptFor,
  trusted: Pick<Trusted, "issuer" | "serverKeys">,
): Promise<void> {
  await verifyServerSignature(receipt, trusted);
  const { claims } = receipt;
  if (claims.user.id !== keys.request.claims.user.id) refuse("wrong_user", "receipt.user");
  if (claims.device_jkt !== keys.request.claims.device_jkt) refuse("key_mismatch", "receipt.device_jkt");
  if (claims.extension_jkt !== keys.extension) refuse("key_mismatch", "receipt.extension_jkt");
  if (claims.passkey.credential_id !== keys.passkey.credential_id) refuse("key_mismatch", "receipt.passkey");
  if (claims.passkey.public_key !== keys.passkey.public_key) refuse("key_mismatch", "receipt.passkey");
}
