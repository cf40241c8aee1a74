import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { sudoSentence, sudoUser } from "../context/sudo.ts";
import type { Surroundings } from "../context/surroundings.ts";
import { demandMachine, type EnrolledMachine } from "../keys/enrolled-machine.ts";
import type { KeyPlace } from "../keys/key-file.ts";
import { Problem } from "../problems/problem.ts";
import { readIssuer } from "../server/issuer.ts";
import { texts } from "../texts/settings.ts";
import { type Choice, type KnownProfile, knownProfiles, type LoginDefaults, resolveChoice } from "./choice.ts";
import { type FolderFile, findFolderFile } from "./folder-file.ts";
import { demandAllowedIssuer, demandAllowedStorage, type ManagedSettings } from "./managed-settings.ts";
import { loadProfiles } from "./profiles-file.ts";

// Chooses the enrolment that a command is about, and what is asked for if the command says nothing.

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
 * The reason for the choice. The organisation's settings stop `use`. To `move` a key that they no longer allow, the
 * server must still be an allowed one. They never stop a command that only `leave`s: it forgets tokens, or shows what
 * is here.
 */
export type ChoicePurpose = "use" | "move" | "leave";

export interface Chosen {
  readonly machine: EnrolledMachine;
  readonly defaults: LoginDefaults;
  /** Null if no profile is in use. */
  readonly profile: KnownProfile | null;
  readonly because: Choice["because"];
  /** A line for people if a folder's file had a say, which may be another person's; else undefined. */
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
  const { choice, own } = await readChoice(world, place, options);
  const machine = await demandChosen(world, place, choice);
  const { issuer, user } = machine;
  const managed = await world.managed();
  if (purpose !== "leave") demandAllowedIssuer(managed, issuer);
  if (purpose === "use") demandAllowedStorage(managed, machine.keyStorage);
  const remembered = own.browsers.find((one) => one.issuer === issuer && one.user === user.name)?.browser;
  const { profile, because, defaults, folder } = choice;
  return {
    machine,
    profile,
    because,
    defaults: { ...defaults, browser: managed.browser ?? defaults.browser ?? remembered },
    asFolderSays: folder === null ? undefined : asFolderSays(folder, machine, defaults),
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
export async function readChoice(world: ChoiceWorld, place: KeyPlace, { profile, issuer, user }: ChoiceOptions) {
  const { cwd, home, env } = world.surroundings;
  const { own, profiles } = await allProfiles(world, place);
  const flags = { profile, issuer: issuer === undefined ? undefined : readIssuer(issuer), user };
  const environment = env["NEARSIDE_PROFILE"] === "" ? undefined : env["NEARSIDE_PROFILE"];
  const isNamed = (profile ?? environment) !== undefined;
  const folder = isNamed ? null : await findFolderFile({ cwd, home, uid: place.uid });
  return { choice: resolveChoice({ flags, environment, folder, own, profiles }), own };
}

async function demandChosen(
  { surroundings }: Pick<ChoiceWorld, "surroundings">,
  place: KeyPlace,
  choice: Choice,
): Promise<EnrolledMachine> {
  try {
    return await demandMachine(place, choice);
  } catch (error) {
    const isUnknown = error instanceof Problem && error.code === "machine_not_enrolled";
    const sudo = sudoUser(surroundings);
    if (isUnknown && sudo !== undefined)
      throw new Problem("machine_not_enrolled", sudoSentence(neutralise(sudo, 64)), { cause: error });
    const { folder, because } = choice;
    if (!isUnknown || folder === null || because !== "folder" || (choice.issuer ?? choice.user) === undefined)
      throw error;
    // The message never says how to enrol with a server that a download names.
    const { user, issuer } = choice;
    throw new Problem("folder_file_refused", texts.folderUnknown({ folder: folder.shownFolder, user, issuer }), {
      cause: error,
    });
  }
}

function asFolderSays(folder: FolderFile, { issuer, user }: EnrolledMachine, defaults: LoginDefaults): string {
  const parts = [
    texts.at({ user: user.name, issuer }),
    folder.client_id === undefined ? "" : texts.client({ name: folder.client_id }),
    defaults.scope === undefined || defaults.scope === "" ? "" : texts.scope({ scope: defaults.scope }),
    defaults.resource === undefined || defaults.resource.length === 0
      ? ""
      : texts.for({ resources: defaults.resource.join(" ") }),
  ];
  return texts.folderSays({ folder: folder.shownFolder, parts: parts.filter((part) => part !== "") });
}
