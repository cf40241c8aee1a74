import { listText } from "@nearside/shared/text/amounts.ts";

export const texts = {
  machine: {
    elsewhere: "on the machine that you came from",
    changed: "The enrolment was changed meanwhile. Run the command again.",
    several: ({ names }: { readonly names: readonly string[] }): string => `They are: ${listText(names)}.`,
    name: ({ user, issuer }: { readonly user: string; readonly issuer: string }): string => `${user} at ${issuer}`,
    underWay: "An enrolment is under way. Run the same command to continue it.",
    wished: ({
      user,
      issuer,
      names,
    }: {
      readonly user: string | undefined;
      readonly issuer: string | undefined;
      readonly names: readonly string[];
    }): string =>
      `${user === undefined ? `You asked for one with ${issuer ?? ""}.` : issuer === undefined ? `You asked for one for ${user}.` : `You asked for one for ${user} with ${issuer}.`}${names.length === 0 ? "" : ` This machine is enrolled for ${listText(names)}.`}`,
    keyElsewhere: "The device key is on your own machine.",
  },
  file: {
    folder_unknown: ({ path }: { readonly path: string }): string =>
      `${path} names no folder to keep keys in. Set NEARSIDE_HOME to the full path of a folder of yours.`,
    folder_relative: ({ path }: { readonly path: string }): string =>
      `${path} is not a full path. Set NEARSIDE_HOME to a path that starts at the root.`,
    folder_in_working_directory: ({ path }: { readonly path: string }): string =>
      `${path} is inside the folder you are working in, where a download could have put somebody else's keys. Change to another folder, or set NEARSIDE_HOME to a place outside.`,
    folder_symlink: ({ path }: { readonly path: string }): string =>
      `${path} is a symbolic link. Keys are kept in a real folder only: replace the link by one.`,
    folder_not_a_folder: ({ path }: { readonly path: string }): string =>
      `${path} is not a folder. Move it away, and Nearside makes its own.`,
    folder_other_owner: ({ path }: { readonly path: string }): string =>
      `${path} belongs to another account, which could replace your keys. Set NEARSIDE_HOME to a folder of yours.`,
    folder_too_open: ({ path }: { readonly path: string }): string =>
      `${path} can be opened by other accounts. Close it with chmod 700, then check that its contents are yours.`,
    folder_exposed: ({ path }: { readonly path: string }): string =>
      `${path} is below a folder that other accounts may change, so they could replace it. Set NEARSIDE_HOME to a place below your home folder.`,
    folder_unusable: ({ path }: { readonly path: string }): string =>
      `${path} can't be made or read as the folder for keys. Check that your account may, and that the disk is there.`,
    file_symlink: ({ path }: { readonly path: string }): string =>
      `${path} is a symbolic link. A key is read from a real file only. Remove the link and enrol this machine again.`,
    file_not_a_file: ({ path }: { readonly path: string }): string =>
      `${path} is not a file. Remove it and enrol this machine again.`,
    file_other_owner: ({ path }: { readonly path: string }): string =>
      `${path} belongs to another account. Remove it and enrol this machine again.`,
    file_too_open: ({ path }: { readonly path: string }): string =>
      `${path} can be read or changed by other accounts, so they may know it or have planted it. Remove it and enrol this machine again.`,
    file_too_large: ({ path }: { readonly path: string }): string =>
      `${path} is too large to be a key file. Remove it and enrol this machine again.`,
    file_not_ours: ({ path }: { readonly path: string }): string =>
      `${path} is not a key file of Nearside, or was damaged. Remove it and enrol this machine again.`,
    file_unreadable: ({ path }: { readonly path: string }): string =>
      `${path} can't be read. Check that your account may, and that the disk is there.`,
    other_machine: ({ path }: { readonly path: string }): string =>
      `${path} was made on another machine, and keys don't move between machines. Remove it here and enrol this machine with \`nearside enroll\`.`,
    other_account: ({ path }: { readonly path: string }): string =>
      `${path} was made by another account, and keys don't move between accounts. Remove it here and enrol with \`nearside enroll\`.`,
    not_written: ({ path }: { readonly path: string }): string =>
      `${path} could not be written. Check that the disk has room, then try again.`,
    not_removed: ({ path }: { readonly path: string }): string => `${path} could not be removed. Remove it by hand.`,
  },
  keyring: {
    keyring_missing:
      "No keyring answers here. On Linux it needs a secret service (GNOME Keyring, KWallet, KeePassXC) in this session. There is usually none over SSH and in containers. Log in at the desktop, or keep keys in a file: --key file.",
    keyring_locked: "The keyring is locked. Nothing was changed. Unlock it and run the command again.",
    keyring_failed: "The keyring returned an error. Try again. `nearside doctor` reports more.",
    keyring_key_lost:
      "The keyring no longer has the key for this file, so nobody can read what is in it. Enrol this machine again.",
    sealed_damaged: "A file that the keyring protects was damaged or replaced. Enrol this machine again.",
  },
} as const;
