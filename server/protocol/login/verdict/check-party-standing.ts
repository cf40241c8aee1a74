import { checkStanding } from "../../../register/people/check-standing.ts";
import type { VerdictCheck } from "./verdict-input.ts";

/** The bound set is confirmed and not revoked, its user active (protocol §4.4). */
export const checkPartyStanding: VerdictCheck = (_chain, _known, { party }) => checkStanding(party);
