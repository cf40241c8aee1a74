import { ACR, ACR_CLASSES, type Acr, acrSatisfies, type Proof } from "@nearside/shared/proof/proof-tier.ts";
import { reaches, type StepUp } from "@nearside/shared/proof/step-up.ts";
import { Refused } from "@nearside/shared/refused.ts";
import type { Party } from "../../../register/machines/party.ts";
import { claimsOf, proofOf } from "../../../register/tokens/proof-claims.ts";
import { oauthTexts } from "../../../texts/oauth.ts";

/** `proof_too_weak` before anything is approved, with what is missing on that machine and how to get there. */
export class OutOfReach extends Refused {
  override readonly name = "OutOfReach";
  /** This sentence is for the person in front of the machine. */
  readonly sentence: string;

  constructor(sentence: string) {
    super("proof_too_weak", "acr_values");
    this.sentence = sentence;
  }
}

/**
 * Demands that the machine reaches one of the requested classes with one of its active passkeys, as far as can be told before
 * the meeting (RFC 9470 §5). The peer of the meeting is known later, and judged then.
 *
 * @param elsewhere the members of its proof that are known before the meeting: of a command line elsewhere (protocol §10.4), or of a
 * program that only knows a redirect (protocol §6)
 * @throws OutOfReach
 */
export function demandInReach(
  party: Party,
  stepUp: StepUp,
  { place, program }: Partial<Pick<Proof, "place" | "program">> = {},
): void {
  const live = party.passkeys.filter(({ state }) => state === "active");
  const peer = {
    ...BEST_PEER,
    ...(place === undefined ? {} : { place }),
    ...(program === undefined ? {} : { program }),
  };
  const best = live.map((passkey) => claimsOf(proofOf(peer, party.device.keyStorage, passkey)).acr);
  if (best.some((acr) => reaches(acr, stepUp))) return;
  const wanted = ACR_CLASSES.find((acr) => stepUp.acr_values?.some((value) => acrSatisfies(acr, value)));
  if (wanted !== undefined && place === "ssh") throw new OutOfReach(FROM_A_HOST);
  throw new OutOfReach(wanted === undefined ? STRANGE : missing(party, wanted));
}

const BEST_PEER = { peer: "same", forwarded: "no", channel: "native" } as const;
const FROM_A_HOST = oauthTexts.stepUp.overSsh({ acr: ACR.sshSession });
const STRANGE = oauthTexts.stepUp.unknownClass({ classes: ACR_CLASSES.join(" ") });

/** @param wanted the lowest class that would do */
function missing({ device: { keyStorage }, passkeys }: Party, wanted: Acr): string {
  const steps: string[] = [];
  if (wanted === ACR.hardware && keyStorage !== "tpm") steps.push(oauthTexts.stepUp.keyInTpm);
  else if (keyStorage === "file") steps.push(oauthTexts.stepUp.keyInKeyring);
  if (!passkeys.some(({ state, backup_eligible }) => state === "active" && !backup_eligible))
    steps.push(oauthTexts.stepUp.deviceBoundPasskey);
  return oauthTexts.stepUp.missing({ wanted, steps: steps.join("; ") });
}
