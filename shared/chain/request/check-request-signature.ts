import type { Known, RequestLink } from "../chain.ts";
import { verifyServerSignature } from "../server-signature.ts";

/** The server signed the request. */
export const checkRequestSignature = (
  { request }: Pick<RequestLink, "request">,
  known: Pick<Known, "issuer" | "serverKeys">,
): Promise<void> => verifyServerSignature(request, known);
