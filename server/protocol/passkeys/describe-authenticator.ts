import { type CertificationLevel, type Compromise, NO_AAGUID } from "@nearside/shared/passkey/authenticator.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithMetadata } from "./metadata/active-metadata.ts";
import { certificationOf, compromiseOf } from "./metadata/model-status.ts";

/** An authenticator as people are shown it. */
interface AuthenticatorShown {
  readonly aaguid: string;
  /** The maker's name for it; null if no metadata lists it, or it does not name its model. */
  readonly name: string | null;
  /** True if the make is proven. Otherwise name and icon are what the authenticator claims. */
  readonly attested: boolean;
  /** One of `VERDICTS`, in words. */
  readonly verdict: string;
  /** Address of a picture here, or null. */
  readonly icon: string | null;
  readonly certification: CertificationLevel | null;
  readonly compromise: Compromise | null;
}

/** The address of an icon of the metadata, by its name. */
export const ICON_PATH = "/pictures/authenticators/";

/** Name, picture and standing of an authenticator, from what metadata says of the model that it is or claims to be. */
export function describeAuthenticator(
  { clock, metadata }: WithClock & WithMetadata,
  { aaguid, attestation_verdict }: { readonly aaguid: string; readonly attestation_verdict: string },
): AuthenticatorShown {
  const model = aaguid === NO_AAGUID ? undefined : metadata.current?.models.get(aaguid);
  const now = clock();
  return {
    aaguid,
    name: model?.name ?? null,
    attested: attestation_verdict === "attested",
    verdict: attestation_verdict,
    icon: model?.icon === undefined ? null : `${ICON_PATH}${model.icon.id}`,
    certification: model === undefined ? null : certificationOf(model, now),
    compromise: model === undefined ? null : compromiseOf(model, now),
  };
}
