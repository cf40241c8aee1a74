import { readlinkSync, statSync } from "node:fs";

// Who a process is: the file that it runs, which the kernel tells by device and number. The path beside them proves nothing. A process keeps it
// when its file system is taken away, and then it may read like the path of a program of the system.

/** The program that a process runs. */
export interface Program {
  /** The path that the kernel tells. It serves to show and to refuse; nobody is trusted by it. */
  readonly claimedPath: string;
  /** Device and number of the file; undefined if the system does not tell. */
  readonly file: string | undefined;
}

/** This one is never the same as another. */
export const UNKNOWN_PROGRAM: Program = { claimedPath: "", file: undefined };

/** @throws if there is no such process, or if it hides */
export const programOf = (pid: number): Program => ({
  claimedPath: claimedPathOf(pid),
  file: fileAt(exeOf(pid))?.file,
});

/** Linux marks the path of a file that was replaced while it ran. @throws if there is no such process, or if it hides */
export const claimedPathOf = (pid: number): string => readlinkSync(exeOf(pid)).replace(/ \(deleted\)$/, "");

const exeOf = (pid: number): string => `/proc/${pid}/exe`;

export const isSameProgram = (one: Program, other: Program): boolean =>
  one.file !== undefined && one.file === other.file;

/** True if the file at that path is what the process runs. */
export const runsFile = ({ file }: Program, path: string): boolean => file !== undefined && fileAt(path)?.file === file;

/** The path of its file; undefined if there is another file now, or none, as after an update. */
export const knownPathOf = (program: Program): string | undefined =>
  runsFile(program, program.claimedPath) ? program.claimedPath : undefined;

/** Only the system's own account puts programs here, or mounts something in their place. */
const SYSTEM_FOLDERS = [
  "/usr/bin",
  "/bin",
  "/usr/local/bin",
  "/run/current-system/sw/bin",
  // containers.conf(5), `conmon_path`
  "/usr/libexec/podman",
  "/usr/lib/podman",
  "/usr/local/libexec/podman",
  "/usr/local/lib/podman",
];

/** The path of that program of the system if the process runs it. An account can give a program that name, but can't put it there. */
export const systemsPathOf = ({ file }: Program, name: string): string | undefined =>
  SYSTEM_FOLDERS.map((folder) => `${folder}/${name}`).find((path) => {
    const seen = fileAt(path);
    return file !== undefined && seen?.file === file && seen.isSystems;
  });

/** The path of the system's own program of that name, whatever PATH says; undefined if there is none. */
export const systemProgram = (name: string): string | undefined =>
  SYSTEM_FOLDERS.map((folder) => `${folder}/${name}`).find((path) => fileAt(path)?.isSystems === true);

/** Numbers of files have up to 64 bits. */
function fileAt(path: string): { readonly file: string; readonly isSystems: boolean } | undefined {
  try {
    const { dev, ino, uid, mode } = statSync(path, { bigint: true });
    return { file: `${dev} ${ino}`, isSystems: uid === 0n && (mode & 0o022n) === 0n };
  } catch {
    return undefined;
  }
}
