import { type EnrolledMachine, storageInWords } from "../keys/enrolled-machine.ts";
import { problemOf } from "../problems/problem.ts";
import { texts } from "../texts/doctor/machine.ts";
import { bad, type Finding, good, notice } from "./finding.ts";

const ABOUT = "enrolment";

/** Says which enrolments are looked at. A member that is undefined fits any. */
export interface Examined {
  /** It may be a server with which the machine is to be enrolled. */
  readonly issuer: string | undefined;
  readonly user: string | undefined;
}

/** Checks that this machine is enrolled, and that its device keys open. */
export async function checkEnrolments(
  machines: readonly EnrolledMachine[],
  { issuer, user }: Examined,
): Promise<Finding[]> {
  if (machines.length > 0) return Promise.all(machines.map(checkOne));
  if (issuer !== undefined)
    return [notice(ABOUT, texts.enrolment.notWith({ issuer, user }), `nearside enroll ${issuer}`)];
  const cure = texts.enrolment.enroll;
  return [bad(ABOUT, texts.enrolment.notAnywhere({ user }), cure)];
}

async function checkOne(machine: EnrolledMachine): Promise<Finding> {
  const who = texts.enrolment.who({ user: machine.user.name, issuer: machine.issuer });
  try {
    await machine.deviceSigner();
  } catch (error) {
    const { code, message } = problemOf(error);
    const cure = code === "keyring_unavailable" ? texts.enrolment.seeKeyring : message;
    return bad(ABOUT, texts.enrolment.closed({ who }), cure);
  }
  const where = texts.enrolment.kept({ who, place: storageInWords(machine.keyStorage) });
  if (machine.keyStorage !== "file") return good(ABOUT, where);
  return notice(ABOUT, where, texts.enrolment.moveKey);
}
