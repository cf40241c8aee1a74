import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { saysSudo, sudoUser } from "../context/sudo.ts";
import type { Surroundings } from "../context/surroundings.ts";
import { demandMachine, type EnrolledMachine } from "../keys/enrolled-machine.ts";
import type { KeyPlace } from "../keys/key-file.ts";
import { Problem } from "../problems/problem.ts";
import { readIssuer } from "../server/issuer.ts";
import { type FolderFile, findFolderFile } from "./folder-file.ts";
import { demandAllowedIssuer, demandAllowedStorage, type ManagedSettings } from "./managed-settings.ts";
import { loadProfiles } from "./profiles-file.ts";
import { type AskedByDefault, type KnownProfile, knownProfiles, type Wanted, wantedBy } from "./wanted.ts";

// Chooses the enrolment that a command is about, and what is asked for where the command says nothing.

/** The wishes of a command line's options, or of a program that uses the SDK. */
export interface ChoiceOptions {
  readonly profile?: string;
  readonly issuer?: string;
  readonly user?: string;
}

/** The part of this machine that has a say. */
interface ChoiceWorld {
  readonly surroundings: Pick<Surroundings, "cwd" | "home" | "env" | "account">;
  /** @throws Problem `managed_unreadable` */
  managed(): Promise<ManagedSettings>;
}

/**
 * The reason for the choice. The organisation's settings stop `use`. To `move` a key that they don't let be used any more,
 * the server must still be an allowed one. They never stop a command that only `leave`s: it forgets tokens, or shows what
 * is here.
 */
export type ChoicePurpose = "use" | "move" | "leave";

export interface Chosen {
  readonly machine: EnrolledMachine;
  readonly defaults: AskedByDefault;
  /** Null where no profile is in use. */
  readonly profile: KnownProfile | null;
  readonly because: Wanted["because"];
  /** A line for people where a folder's file had a say, which may be somebody else's; else undefined. */
  readonly asFolderSays: string | undefined;
}

/**
 * @throws Problem `usage`, `machine_not_enrolled`, `several_enrolments`, `profile_unusable`, `folder_file_refused`, `managed`,
 * `managed_unreadable`; KeyFileError
 */
export async function choose(
  world: ChoiceWorld,
  place: KeyPlace,
  options: ChoiceOptions,
  purpose: ChoicePurpose = "use",
): Promise<Chosen> {
  const { wanted, own } = await whatIsWanted(world, place, options);
  const machine = await demandWanted(world, place, wanted);
  const { issuer, user } = machine;
  const managed = await world.managed();
  if (purpose !== "leave") demandAllowedIssuer(managed, issuer);
  if (purpose === "use") demandAllowedStorage(managed, machine.keyStorage);
  const remembered = own.browsers.find((one) => one.issuer === issuer && one.user === user.name)?.browser;
  const { profile, because, asked, folder } = wanted;
  return {
    machine,
    profile,
    because,
    defaults: { ...asked, browser: managed.browser ?? asked.browser ?? remembered },
    asFolderSays: folder === null ? undefined : asFolderSays(folder, machine, asked),
  };
}

/**
 * All profiles that count here, the organisation's too. @throws Problem `profile_unusable`, `managed_unreadable`;
 * KeyFileError
 */
export async function allProfiles({ managed }: Pick<ChoiceWorld, "managed">, place: KeyPlace) {
  const own = await loadProfiles(place);
  return { own, profiles: knownProfiles(own.profiles, (await managed()).profiles ?? []) };
}

/** Combines flags, environment, folder and profiles, before an enrolment is looked for. */
export async function whatIsWanted(world: ChoiceWorld, place: KeyPlace, { profile, issuer, user }: ChoiceOptions) {
  const { cwd, home, env } = world.surroundings;
  const { own, profiles } = await allProfiles(world, place);
  const flags = { profile, issuer: issuer === undefined ? undefined : readIssuer(issuer), user };
  const environment = env["NEARSIDE_PROFILE"] === "" ? undefined : env["NEARSIDE_PROFILE"];
  const isNamed = (profile ?? environment) !== undefined;
  const folder = isNamed ? null : await findFolderFile({ cwd, home, uid: place.uid });
  return { wanted: wantedBy({ flags, environment, folder, own, profiles }), own };
}

async function demandWanted(
  { surroundings }: Pick<ChoiceWorld, "surroundings">,
  place: KeyPlace,
  wanted: Wanted,
): Promise<EnrolledMachine> {
  try {
    return await demandMachine(place, wanted);
  } catch (error) {
    const isUnknown = error instanceof Problem && error.code === "machine_not_enrolled";
    const sudo = sudoUser(surroundings);
    if (isUnknown && sudo !== undefined)
      throw new Problem("machine_not_enrolled", saysSudo(neutralise(sudo, 64)), { cause: error });
    const { folder, because } = wanted;
    if (!isUnknown || folder === null || because !== "folder" || (wanted.issuer ?? wanted.user) === undefined)
      throw error;
    // The message never says how to enrol with a server that a download names.
    const what = [
      wanted.user === undefined ? "" : `for ${wanted.user}`,
      wanted.issuer === undefined ? "" : `with ${wanted.issuer}`,
    ];
    throw new Problem(
      "folder_file_refused",
      `The one in ${folder.shownFolder} asks for an enrolment ${what.filter((part) => part !== "").join(" ")}, and this machine has none. Such a file can only choose among your enrolments: with whom to enrol, you and your administrator say.`,
      { cause: error },
    );
  }
}

function asFolderSays(folder: FolderFile, { issuer, user }: EnrolledMachine, asked: AskedByDefault): string {
  const parts = [
    `${user.name} at ${issuer}`,
    folder.client_id === undefined ? "" : `program ${folder.client_id}`,
    asked.scope === undefined || asked.scope === "" ? "" : `scope ${asked.scope}`,
    asked.resource === undefined || asked.resource.length === 0 ? "" : `for ${asked.resource.join(" ")}`,
  ];
  return `As .nearside.json in ${folder.shownFolder} says: ${parts.filter((part) => part !== "").join(", ")}.`;
}
