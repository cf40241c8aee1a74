import { listText } from "@nearside/shared/text/amounts.ts";
export const texts = {
  profileName: "A profile's name has small letters, digits, dots, dashes and underscores, 32 at most.",
  badOption: ({ option }: { readonly option: string }): string => `--${option} has a form that is not allowed here.`,
  detailsForm: "--authorization-details takes a JSON list of objects, each with a type (RFC 9396).",
  unknownProfile: ({ by, name }: { readonly by: string; readonly name: string }): string =>
    `${by} names the profile “${name}”, which does not exist. \`nearside profile\` lists them.`,
  defaultGone: ({ name }: { readonly name: string }): string =>
    `“${name}” is your default profile, but it no longer exists. Choose another: \`nearside profile use <name>\`.`,
  folderNames: ({ folder, name }: { readonly folder: string; readonly name: string }): string =>
    `The one in ${folder} names the profile “${name}”, which does not exist here. Make it with \`nearside profile set\`, or name another with --profile.`,
  folderUnknown: ({
    folder,
    user,
    issuer,
  }: {
    readonly folder: string;
    readonly user: string | undefined;
    readonly issuer: string | undefined;
  }): string =>
    `The one in ${folder} asks for an enrolment${user === undefined ? "" : ` for ${user}`}${issuer === undefined ? "" : ` with ${issuer}`}, which this machine does not have. Such a file can only choose among your enrolments. Only you and your administrator decide where you enrol.`,
  folderSays: ({ folder, parts }: { readonly folder: string; readonly parts: readonly string[] }): string =>
    `As .nearside.json in ${folder} says: ${parts.join(", ")}.`,
  at: ({ user, issuer }: { readonly user: string; readonly issuer: string }): string => `${user} at ${issuer}`,
  client: ({ name }: { readonly name: string }): string => `client ${name}`,
  scope: ({ scope }: { readonly scope: string }): string => `scope ${scope}`,
  for: ({ resources }: { readonly resources: string }): string => `for ${resources}`,
  folderFile: {
    unreadable: ({ path }: { readonly path: string }): string =>
      `${path} can't be read. Check it, or work in another folder.`,
    notObject: ({ path }: { readonly path: string }): string =>
      `${path} is not a JSON object. Check where it came from.`,
    unknown: ({ path, name }: { readonly path: string; readonly name: string }): string =>
      `${path} has “${name}”, which is not allowed there: it may have profile, issuer, user, client_id, scope and resource. Check where it came from.`,
    wrong: ({ path, member }: { readonly path: string; readonly member: string }): string =>
      `The form of ${member} in ${path} is not allowed. Check where it came from.`,
    symlink: ({ path }: { readonly path: string }): string =>
      `${path} is a symbolic link. Nearside reads a real file only: replace the link by one.`,
    notFile: ({ path }: { readonly path: string }): string => `${path} is not a file. Remove it.`,
    otherOwner: ({ path }: { readonly path: string }): string =>
      `${path} belongs to another account, which may want to steer your logins. Work in a folder of your own, or name what you want with --profile.`,
    tooLarge: ({ path }: { readonly path: string }): string =>
      `${path} is larger than it can need to be. Check where it came from.`,
  },
  managedFile: {
    unreachable: ({ path }: { readonly path: string }): string => `${path} can't be reached.`,
    nowhere: ({ path }: { readonly path: string }): string => `${path} is a link that leads nowhere.`,
    notFile: ({ path }: { readonly path: string }): string => `${path} can't be read as a file.`,
    gone: ({ path }: { readonly path: string }): string => `${path} disappeared while it was read.`,
    list: ({ path }: { readonly path: string }): string => `${path} is a list, and must be an object.`,
    notSettings: ({ path }: { readonly path: string }): string => `${path} is not a JSON object of settings.`,
    wrong: ({ path, setting }: { readonly path: string; readonly setting: string }): string =>
      `${path} has a setting whose form is not allowed: ${setting}.`,
    notTheirs: ({ path }: { readonly path: string }): string =>
      `${path} or a folder on the way to it can be changed by accounts other than this machine's administrators, so it may be planted.`,
  },
  otherIssuer: ({ allowed, issuer }: { readonly allowed: readonly string[]; readonly issuer: string }): string =>
    `They allow ${listText(allowed)}, and not ${issuer}.`,
  moveIt: "Move it: `nearside key move keyring`.",
  newInTpm: "Make a new one there: `nearside key move tpm`, with a ticket from your administrator.",
  storage: ({ least, now }: { readonly least: string; readonly now: string }): string =>
    `They require the key of this machine to be kept ${least}. It is kept ${now}.`,
  profile: {
    anybody: ({ issuer }: { readonly issuer: string }): string => `anybody enrolled at ${issuer}`,
    at: ({ user, issuer }: { readonly user: string; readonly issuer: string }): string => `${user} at ${issuer}`,
    client: ({ name }: { readonly name: string }): string => `client    ${name}`,
    scope: ({ scope }: { readonly scope: string }): string => `scope     ${scope}`,
    resource: ({ resource }: { readonly resource: string }): string => `resource  ${resource}`,
    details: ({ details }: { readonly details: string }): string => `details   ${details}`,
    browser: ({ browser }: { readonly browser: string }): string => `browser   ${browser}`,
  },
  profiles: {
    tooMany: "There are too many profiles. Remove some.",
    damaged: ({ path }: { readonly path: string }): string =>
      `${path} does not have the form that Nearside writes. Correct it or remove it. Your enrolments are elsewhere and are not affected.`,
    planted: ({ path }: { readonly path: string }): string =>
      `${path} can be read or changed by other accounts, so it may be planted. Remove it and make your profiles again.`,
    unreadable: ({ path }: { readonly path: string }): string =>
      `${path} can't be read as a file of this account. Remove it and make your profiles again.`,
  },
} as const;
