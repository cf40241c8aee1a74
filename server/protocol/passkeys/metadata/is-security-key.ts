import type { Metadata } from "./authenticator-models.ts";

/**
 * Only metadata proves that an authenticator is carried from machine to machine. The authenticator's own statement proves
 * nothing, and neither does the browser's.
 */
export const isSecurityKey = (
  { aaguid, attestationVerdict }: { readonly aaguid: string; readonly attestationVerdict: string },
  metadata: Metadata | undefined,
): boolean => attestationVerdict === "attested" && metadata?.models.get(aaguid)?.isRoaming === true;
