import type { Known, RequestLink } from "../chain.ts";
import { verifyServerSignature } from "../server-signature.ts";

/** The request is the server's. */
export const checkRequestSignature = (
  { request }: Pick<RequestLink, "request">,
  known: Pick<Known, "issuer" | "serverKeys">,
): Promise<void> => verifyServerSignature(request, known);
