import { type OffboardingDocument, offboardingDocumentSchema } from "@nearside/shared/evidence/offboarding-document.ts";
import { offboarding } from "@nearside/shared/statements/offboarding.ts";
import * as v from "valibot";
import { findKeysByKid } from "../../../platform/keys/signing-key-store.ts";
import { publishedKey } from "../../../platform/keys/signing-keys.ts";
import type { Db } from "../../../platform/store/database.ts";

/** The report with the key that signed it, which leaves the JWK Set long before anybody wants to see it (protocol §2). */
export async function offboardingDocument(db: Db, report: string): Promise<OffboardingDocument> {
  const { header, claims } = await offboarding.read(report);
  const keys = (await findKeysByKid(db, [header.kid])).map(publishedKey);
  const document = { nearside: "offboarding", version: 1, issuer: claims.iss, report, jwks: { keys } };
  return v.parse(offboardingDocumentSchema, document);
}
