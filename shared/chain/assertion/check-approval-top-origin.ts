import * as v from "valibot";
import { decodeBase64url } from "../../encoding/base64url.ts";
import { readForeignJson } from "../../encoding/json.ts";
import type { ApprovalLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

// WebAuthn L3 §5.8.1. Browsers add members ("other_keys_can_be_added_here"), so only these are read.
const clientDataSchema = v.object({
  type: v.string(),
  challenge: v.string(),
  origin: v.string(),
  crossOrigin: v.optional(v.boolean()),
  topOrigin: v.optional(v.string()),
  /** WebAuthn L2 §5.8.1; L3 only reserves the name. */
  tokenBinding: v.optional(v.unknown()),
});

/**
 * The approval page itself asked for the assertion, not a frame in a foreign page (WebAuthn L3 §7.2, threat B6).
 *
 * @throws Refused `assertion_invalid`
 */
export const checkApprovalTopOrigin = ({ assertion }: Pick<ApprovalLink, "assertion">): void =>
  demandTopOrigin(assertion.response.clientDataJSON);

/**
 * Demands the same from any answer of an authenticator, also from one that makes a passkey (WebAuthn L3 §7.1).
 *
 * @param clientDataJSON base64url
 * @throws Refused `assertion_invalid`
 */
export function demandTopOrigin(clientDataJSON: string): void {
  const data = readClientData(clientDataJSON);
  if (data.crossOrigin === true) refuse("assertion_invalid", "clientDataJSON.crossOrigin");
  // browsers name a top page only to a frame of another origin, and the approval page is no frame (WebAuthn L3 §5.8.1)
  if (data.topOrigin !== undefined) refuse("assertion_invalid", "clientDataJSON.topOrigin");
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads client data. A duplicate name is refused, because one reader takes the first challenge or origin and another
 * one the last.
 *
 * @throws Refused `assertion_invalid`
 */
export function readClientData(clientDataJSON: string): v.InferOutput<typeof clientDataSchema> {
  const bytes = decodeBase64url(clientDataJSON, "clientDataJSON");
  let value: unknown;
  try {
    value = readForeignJson(utf8.decode(bytes));
  } catch (cause) {
    refuse("assertion_invalid", "clientDataJSON", { cause });
  }
  const data = v.safeParse(clientDataSchema, value);
  return data.success ? data.output : refuse("assertion_invalid", "clientDataJSON");
}
