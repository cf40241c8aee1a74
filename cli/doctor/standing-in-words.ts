import type { Standing } from "@nearside/shared/api/devices.ts";
import { texts } from "../texts/doctor/machine.ts";

/** @param standing null if the server has said nothing yet */
export const standingInWords = (standing: Standing | null): string =>
  standing === null ? texts.standing.unknown : WORDS[standing];

const WORDS: Readonly<Record<Standing, string>> = {
  active: texts.standing.active,
  pending: texts.standing.pending,
  quarantined: texts.standing.quarantined,
  revoked: texts.standing.revoked,
  suspended: texts.standing.suspended,
};
