import type { Metadata } from "./metadata.ts";

/** Metadata proves that it is carried from machine to machine: what it says of itself, and what a browser says of it, prove nothing. */
export const isSecurityKey = (
  { aaguid, attestationVerdict }: { readonly aaguid: string; readonly attestationVerdict: string },
  metadata: Metadata | undefined,
): boolean => attestationVerdict === "attested" && metadata?.models.get(aaguid)?.isRoaming === true;
