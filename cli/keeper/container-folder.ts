import { posix } from "node:path";
import type { FolderPlace } from "../keys/private-folder.ts";

/** The folder of the socket for containers. It is there while that socket is wanted. */
export const containerFolderIn = ({ folder }: FolderPlace): string => posix.join(folder, "container");
