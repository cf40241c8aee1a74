import type { Chosen } from "../commands/choice.ts";
import { allMachines, type EnrolledMachine } from "../keys/enrolled-machine.ts";
import type { KeyPlace } from "../keys/key-file.ts";
import { KeyFileError } from "../keys/key-file-error.ts";
import type { World } from "../world.ts";
import { checkBrowser, type Trying } from "./check-browser.ts";
import { checkChoice } from "./check-choice.ts";
import { checkEnrolments } from "./check-enrolments.ts";
import { checkKeyFolder } from "./check-key-folder.ts";
import { checkKeyring } from "./check-keyring.ts";
import { checkProxy } from "./check-proxy.ts";
import { checkServer } from "./check-server.ts";
import { checkTpm } from "./check-tpm.ts";
import { bad, type Finding } from "./finding.ts";

export interface Examination {
  /** Told of each finding as it is made. */
  found(finding: Finding): void;
  /** Told what is looked at now. */
  looking(at: string): void;
  /** Undefined: browsers are left alone. */
  readonly browser: Trying | undefined;
  /** As a login here chooses. */
  choose(): Promise<Chosen>;
}

/** Looks at all that a login needs, from the keys to the browser, and changes nothing. */
export async function examine(
  world: World,
  place: KeyPlace,
  issuer: string | undefined,
  { found, looking, browser, choose }: Examination,
): Promise<void> {
  let canBegin = true;
  const look = async (at: string, check: () => readonly Finding[] | Promise<readonly Finding[]>): Promise<void> => {
    world.stop.throwIfAborted();
    looking(at);
    for (const finding of await check()) {
      canBegin &&= finding.state !== "bad";
      found(finding);
    }
  };
  await look("the key folder", () => checkKeyFolder(place));
  const { machines, failed } = await machinesOf(place, issuer);
  const needed = machines.some(({ keptIn }) => keptIn === "keyring");
  await look("the keyring", () => checkKeyring(place, needed));
  await look("the TPM", () => checkTpm(place, machines));
  await look("what is enrolled", () => (failed === undefined ? checkEnrolments(machines, issuer) : [failed]));
  let chosen: Chosen | undefined;
  await look("profiles and settings", async () => {
    if (failed !== undefined) return [];
    const here = await checkChoice(choose);
    chosen = here.chosen;
    return here.findings;
  });
  await look("proxies", () => checkProxy(world.surroundings.env));
  const issuers = new Set(issuer === undefined ? machines.map((machine) => machine.issuer) : [issuer]);
  for (const each of issuers) await look(`the server ${each}`, () => checkServer(each, world));
  // Without keys or server no login begins that a browser could meet.
  const here = chosen;
  if (browser === undefined || here === undefined || !canBegin) return;
  await look("the browser", () => checkBrowser(world, here, browser));
}

interface Machines {
  readonly machines: readonly EnrolledMachine[];
  readonly failed?: Finding;
}

async function machinesOf(place: KeyPlace, issuer: string | undefined): Promise<Machines> {
  try {
    const all = await allMachines(place);
    return { machines: all.filter((machine) => (issuer ?? machine.issuer) === machine.issuer) };
  } catch (error) {
    if (!(error instanceof KeyFileError)) throw error;
    return { machines: [], failed: bad("enrolment", "What is kept of it can't be used.", error.message) };
  }
}
