import { issuerSchema } from "@nearside/shared/claims.ts";
import * as v from "valibot";

/** Whether that origin could be an issuer: https, or http on this very machine (protocol §2). */
export const isIssuer = (origin: string): boolean => v.is(issuerSchema, origin);
