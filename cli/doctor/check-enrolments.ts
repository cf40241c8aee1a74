import { type EnrolledMachine, storageInWords } from "../keys/enrolled-machine.ts";
import { problemOf } from "../problems/problem.ts";
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
  const whom = user === undefined ? "" : ` for ${user}`;
  if (issuer !== undefined)
    return [notice(ABOUT, `This machine is not enrolled${whom} with ${issuer} yet.`, `nearside enroll ${issuer}`)];
  const cure = "nearside enroll <issuer>, with a ticket from your administrator";
  return [bad(ABOUT, `This machine is not enrolled${whom} with any server.`, cure)];
}

async function checkOne(machine: EnrolledMachine): Promise<Finding> {
  const who = `${machine.user.name} at ${machine.issuer}`;
  try {
    await machine.deviceSigner();
  } catch (error) {
    const { code, message } = problemOf(error);
    const cure = code === "keyring_unavailable" ? "What helps the keyring (above) helps here." : message;
    return bad(ABOUT, `${who}: the device key can't be opened.`, cure);
  }
  const where = `${who}, its key ${storageInWords(machine.keyStorage)}`;
  if (machine.keyStorage !== "file") return good(ABOUT, where);
  return notice(ABOUT, where, "nearside key move keyring, where this session has a keyring");
}
