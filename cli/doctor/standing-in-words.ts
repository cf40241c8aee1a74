import type { Standing } from "@nearside/shared/api/devices.ts";

/** @param standing null if the server has said nothing yet */
export const standingInWords = (standing: Standing | null): string =>
  standing === null ? "its server has said nothing of this machine yet" : WORDS[standing];

const WORDS: Readonly<Record<Standing, string>> = {
  active: "in force",
  pending: "waits for an administrator",
  quarantined: "this machine is set aside",
  revoked: "this machine is revoked",
  suspended: "this person is suspended",
};
