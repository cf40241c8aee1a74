import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { RoomError } from "../problems/problem.ts";

/** The sentence of each code, to follow the path that it is about: what is wrong, and what to do. */
const SENTENCES = {
  folder_unknown: "names no folder to keep keys in. Set NEARSIDE_HOME to the full path of a folder of yours.",
  folder_relative: "is not a full path. Set NEARSIDE_HOME to one, beginning at the root.",
  folder_in_working_directory:
    "lies inside the folder you are working in, where a download could have put keys of somebody else's. Change to another folder, or set NEARSIDE_HOME to a place outside.",
  folder_symlink: "is a symbolic link. Keys are kept in a real folder only: replace the link by one.",
  folder_not_a_folder: "is not a folder. Move it away; Nearside makes its own.",
  folder_other_owner:
    "belongs to another account, which could exchange your keys. Set NEARSIDE_HOME to a folder of yours.",
  folder_too_open: "can be opened by other accounts. Close it: chmod 700, then look whether what lies in it is yours.",
  folder_exposed:
    "lies below a folder that other accounts may change, so they could exchange it. Set NEARSIDE_HOME to a place below your home folder.",
  folder_unusable:
    "can't be made or read as the folder for keys. Check that your account may, and that the disk is there.",
  file_symlink:
    "is a symbolic link. A key is read from a real file only. Remove the link and enrol this machine again.",
  file_not_a_file: "is not a file. Remove it and enrol this machine again.",
  file_other_owner: "belongs to another account. Remove it and enrol this machine again.",
  file_too_open:
    "can be read or changed by other accounts, so it may be known or planted. Remove it and enrol this machine again.",
  file_too_large: "is too large to be a key file. Remove it and enrol this machine again.",
  file_not_ours: "is not a key file of Nearside, or was damaged. Remove it and enrol this machine again.",
  file_unreadable: "can't be read. Check that your account may, and that the disk is there.",
  other_machine:
    "was made on another machine. Keys don't move between machines: remove it here and enrol this machine with `nearside enroll`.",
  other_account:
    "was made by another account. Keys don't move between accounts: remove it here and enrol with `nearside enroll`.",
  not_written: "could not be written. Check that there is room on the disk, then try again.",
  not_removed: "could not be removed. Remove it by hand.",
} as const;

export type KeyFileCode = keyof typeof SENTENCES;

/** A key file or its folder can't be trusted or used. The message never holds anything that the file holds. */
export class KeyFileError extends RoomError {
  readonly endsWith = "storage_failed";
  readonly code: KeyFileCode;
  readonly path: string;

  constructor(code: KeyFileCode, path: string, options?: ErrorOptions) {
    super(`${neutralise(path, 512)} ${SENTENCES[code]}`, options);
    this.name = "KeyFileError";
    this.code = code;
    this.path = path;
  }
}

/** The system's code of a failed call, such as `ENOENT`; undefined for every other error. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
