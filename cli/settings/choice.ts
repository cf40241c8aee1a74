import { Problem } from "../problems/problem.ts";
import { DEFAULT_CLIENT } from "../server/request-authorization.ts";
import { texts } from "../texts/settings.ts";
import type { FolderFile } from "./folder-file.ts";
import type { Profile } from "./profile.ts";
import type { Profiles } from "./profiles-file.ts";

// Combines everything that may say what is wanted. It is pure: the order is here and nowhere else.

/** The ground of a choice, highest first. `only` means that nothing chose: there may be one enrolment only. */
type Because = "flags" | "environment" | "folder" | "default" | "only";

/** The wishes that apply if the command line is silent; undefined if nothing says. */
export interface LoginDefaults {
  readonly clientId?: string | undefined;
  readonly scope?: string | undefined;
  readonly resource?: readonly string[] | undefined;
  /** RFC 9396, as one JSON text. */
  readonly authorizationDetails?: string | undefined;
  /** The command that opens a browser. */
  readonly browser?: string | undefined;
}

/** The program whose login is meant: the one that was typed, else that of the profile or the folder, else this one itself. */
export const clientOf = (typed: string | undefined, { clientId }: LoginDefaults): string =>
  typed ?? clientId ?? DEFAULT_CLIENT;

/** A profile that counts here. One of the organisation's may leave out the person. */
export interface KnownProfile extends Profile {
  readonly managed: boolean;
}

export interface ChoiceInputs {
  /** The command line's options. The issuer is as `readIssuer` gives it. */
  readonly flags: {
    readonly profile?: string | undefined;
    readonly issuer?: string | undefined;
    readonly user?: string | undefined;
  };
  /** NEARSIDE_PROFILE. */
  readonly environment: string | undefined;
  /** The folder's file. Null also if flags or environment name a profile: then it is not read. */
  readonly folder: FolderFile | null;
  readonly own: Pick<Profiles, "default">;
  readonly profiles: readonly KnownProfile[];
}

export interface Choice {
  readonly issuer: string | undefined;
  readonly user: string | undefined;
  readonly profile: KnownProfile | null;
  readonly because: Because;
  readonly defaults: LoginDefaults;
  /** The folder's file, if it had a say in any of this. */
  readonly folder: FolderFile | null;
}

/** An organisation's profile takes the place of one of the same name. */
export function knownProfiles(own: readonly Profile[], managed: readonly Profile[]): KnownProfile[] {
  const theirs = managed.map((profile) => ({ ...profile, managed: true }));
  const ours = own.filter(({ name }) => !managed.some((profile) => profile.name === name));
  return [...theirs, ...ours.map((profile) => ({ ...profile, managed: false }))];
}

/**
 * Chooses by flags, NEARSIDE_PROFILE, the folder's file and the default profile, highest first. One of them is the
 * ground, and a flag changes one of its fields. A wish for one server is never sent to another: with `--issuer` of
 * another server, nothing of the ground is left.
 *
 * @throws Problem `profile_unusable`, `folder_file_refused`
 */
export function resolveChoice(inputs: ChoiceInputs): Choice {
  const { flags } = inputs;
  const ground = groundOf(inputs);
  if (flags.issuer !== undefined && flags.issuer !== (ground.issuer ?? flags.issuer))
    return { issuer: flags.issuer, user: flags.user, profile: null, because: "flags", defaults: {}, folder: null };
  const byFlags = flags.issuer !== undefined && flags.user !== undefined;
  return {
    ...ground,
    issuer: flags.issuer ?? ground.issuer,
    user: flags.user ?? ground.user,
    because:
      byFlags || (ground.because === "only" && (flags.issuer ?? flags.user) !== undefined) ? "flags" : ground.because,
  };
}

function groundOf(inputs: ChoiceInputs): Choice {
  const { flags, environment, folder } = inputs;
  if (flags.profile !== undefined) return groundOn(demandNamed(inputs, flags.profile, "--profile"), "flags");
  if (environment !== undefined) return groundOn(demandNamed(inputs, environment, "NEARSIDE_PROFILE"), "environment");
  return folder === null ? onDefault(inputs) : onFolder(inputs, folder);
}

/** @throws Problem `profile_unusable` */
function demandNamed(inputs: ChoiceInputs, name: string, by: string): KnownProfile {
  const profile = profileNamed(inputs, name);
  if (profile !== undefined) return profile;
  throw new Problem("profile_unusable", texts.unknownProfile({ by, name: shown(name) }));
}

/** @throws Problem `profile_unusable` */
function onDefault(inputs: ChoiceInputs): Choice {
  const { default: name } = inputs.own;
  if (name === null) return NOTHING;
  const profile = profileNamed(inputs, name);
  if (profile !== undefined) return groundOn(profile, "default");
  throw new Problem("profile_unusable", texts.defaultGone({ name }));
}

/** @throws Problem `profile_unusable`, `folder_file_refused` */
function onFolder(inputs: ChoiceInputs, folder: FolderFile): Choice {
  const under = underFolder(inputs, folder);
  // A profile of another issuer than the file's own is not about it, just as with flags.
  const fits = folder.issuer === undefined || under.issuer === undefined || folder.issuer === under.issuer;
  const { issuer, user, profile, defaults } = fits ? under : NOTHING;
  return {
    issuer: folder.issuer ?? issuer,
    user: folder.user ?? user,
    profile,
    because: "folder",
    folder,
    defaults: {
      ...defaults,
      ...(folder.client_id !== undefined && { clientId: folder.client_id }),
      ...(folder.scope !== undefined && { scope: folder.scope }),
      ...(folder.resource !== undefined && { resource: folder.resource }),
    },
  };
}

/** The file names a profile, or chooses an enrolment by itself, or else only says what to ask for on top of the default. */
function underFolder(inputs: ChoiceInputs, folder: FolderFile): Choice {
  if (folder.profile !== undefined) return groundOn(demandFolderProfile(inputs, folder, folder.profile), "folder");
  return (folder.issuer ?? folder.user) === undefined ? onDefault(inputs) : NOTHING;
}

const NOTHING: Choice = {
  issuer: undefined,
  user: undefined,
  profile: null,
  because: "only",
  defaults: {},
  folder: null,
};

/** @throws Problem `folder_file_refused` */
function demandFolderProfile(inputs: ChoiceInputs, { shownFolder }: FolderFile, name: string): KnownProfile {
  const profile = profileNamed(inputs, name);
  if (profile !== undefined) return profile;
  throw new Problem("folder_file_refused", texts.folderNames({ folder: shownFolder, name }));
}

const profileNamed = ({ profiles }: ChoiceInputs, name: string): KnownProfile | undefined =>
  profiles.find((profile) => profile.name === name);

function groundOn(profile: KnownProfile, because: Because): Choice {
  const { issuer, user, client_id, scope, resource, authorization_details: details, browser } = profile;
  const authorizationDetails = details === undefined ? undefined : JSON.stringify(details);
  return {
    issuer,
    user,
    profile,
    because,
    folder: null,
    defaults: { clientId: client_id, scope, resource, authorizationDetails, browser },
  };
}

/** Shortens a name that came by flag or environment, since it is shown. */
const shown = (name: string): string => name.slice(0, 32);
