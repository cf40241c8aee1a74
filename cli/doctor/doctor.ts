import { osName } from "../context/os-name.ts";
import { remoteHere } from "../context/remote.ts";
import { allMachines, type EnrolledMachine } from "../keys/enrolled-machine.ts";
import type { KeyPlace } from "../keys/key-file.ts";
import { KeyFileError } from "../keys/key-file-error.ts";
import type { Chosen } from "../settings/choose.ts";
import { texts } from "../texts/doctor/machine.ts";
import type { World } from "../world/world.ts";
import { checkBrowser, type Trying } from "./check-browser.ts";
import { checkChoice } from "./check-choice.ts";
import { checkEnrolments, type Examined } from "./check-enrolments.ts";
import { checkKeeper } from "./check-keeper.ts";
import { checkKeyFolder } from "./check-key-folder.ts";
import { checkKeyring } from "./check-keyring.ts";
import { checkPosture } from "./check-posture.ts";
import { checkProxy } from "./check-proxy.ts";
import { checkRollOut } from "./check-roll-out.ts";
import { checkServer } from "./check-server.ts";
import { checkSession } from "./check-session.ts";
import { checkSsh } from "./check-ssh.ts";
import { checkTpm } from "./check-tpm.ts";
import { bad, type Finding } from "./finding.ts";

interface Examination {
  /** Called with each finding as it is made. */
  found(finding: Finding): void;
  /** Called with what is looked at now. */
  looking(at: string): void;
  /** If it is undefined, browsers are left alone. */
  readonly browser: Trying | undefined;
  /** Chooses as a login here does. */
  choose(): Promise<Chosen>;
}

/**
 * The extent of the examination: `met` after a try of the browser, `untried` without one, `unenrolled` before
 * there is anything to try, and `vouched_for` where the browser is on another machine, whose keeper vouches.
 */
export type Extent = "met" | "untried" | "unenrolled" | "vouched_for";

/** Looks at everything that a login needs, from the keys to the browser, and changes nothing. */
export async function examine(
  world: World,
  place: KeyPlace,
  { issuer, user }: Examined,
  { found, looking, browser, choose }: Examination,
): Promise<Extent> {
  let canBegin = true;
  const cures = new Set<string>();
  const look = async (at: string, check: () => readonly Finding[] | Promise<readonly Finding[]>): Promise<void> => {
    world.stop.throwIfAborted();
    looking(at);
    for (const finding of await check()) {
      canBegin &&= finding.state !== "bad";
      if (finding.cure !== undefined) cures.add(finding.cure);
      found(finding);
    }
  };
  await look(texts.looks.folder, () => checkKeyFolder(place));
  const { machines, failed } = await machinesOf(place, { issuer, user });
  const needed = machines.some(({ keptIn }) => keptIn === "keyring");
  await look(texts.looks.keyring, () => checkKeyring(place, needed));
  await look(texts.looks.tpm, () => checkTpm(place, machines));
  let isVouchedFor = false;
  await look(texts.looks.ssh, async () => {
    const overSsh = await checkSsh(world);
    ({ isVouchedFor } = overSsh);
    return overSsh.findings;
  });
  const isVisit = isVouchedFor && machines.length === 0 && failed === undefined;
  await look(texts.looks.enrolments, () => {
    if (isVisit) return []; // nothing need be
    if (failed === undefined) return checkEnrolments(machines, { issuer, user });
    return cures.has(failed.cure) ? [] : [failed]; // the folder's own finding says it already
  });
  let chosen: Chosen | undefined;
  await look(texts.looks.choice, async () => {
    if (failed !== undefined || isVisit) return [];
    const here = await checkChoice(choose);
    chosen = here.chosen;
    return here.findings;
  });
  await look(texts.looks.session, async () => (isVouchedFor ? [] : checkSession(await remoteHere(world.surroundings))));
  await look(texts.looks.keeper, () => checkKeeper(world));
  await look(texts.looks.posture, async () => checkPosture(await world.posture(), await osName(world.surroundings)));
  await look("proxies", () => checkProxy(world.surroundings.env));
  const issuers = new Set(issuer === undefined ? machines.map((machine) => machine.issuer) : [issuer]);
  for (const each of issuers) await look(texts.looks.server({ issuer: each }), () => checkServer(each, world));
  const enrolledAt = [...new Set(machines.map((machine) => machine.issuer))];
  await look(texts.looks.policies, () => checkRollOut(world, enrolledAt));
  // Without keys or server, no login begins that a browser could meet.
  const here = chosen;
  if (isVisit) return "vouched_for";
  if (machines.length === 0) return "unenrolled";
  if (browser === undefined || here === undefined || !canBegin) return "untried";
  await look(texts.looks.browser, () => checkBrowser(world, here, browser));
  return "met";
}

interface Machines {
  readonly machines: readonly EnrolledMachine[];
  readonly failed?: Required<Finding>;
}

async function machinesOf(place: KeyPlace, { issuer, user }: Examined): Promise<Machines> {
  try {
    const all = await allMachines(place);
    return {
      machines: all.filter(
        (machine) => (issuer ?? machine.issuer) === machine.issuer && (user ?? machine.user.name) === machine.user.name,
      ),
    };
  } catch (error) {
    if (!(error instanceof KeyFileError)) throw error;
    return { machines: [], failed: bad("enrolment", texts.looks.damaged, error.message) };
  }
}
