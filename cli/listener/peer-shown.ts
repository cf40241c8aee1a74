import { neutralise } from "../context/neutralise.ts";
import type { Peer } from "./peer.ts";

/** Cap of `peer.process` in the presence proof (protocol §4.3), in UTF-16 units. */
const PROCESS_CAP = 255;

/** Of whom the system says nothing, or nothing that can be read. */
export const UNKNOWN: Peer = { account: "unknown", process: null, forwarded: "unknown" };

/** `peer.process`: anybody can name a program as they like. */
export const shownProcess = (executable: string): string => neutralise(executable, PROCESS_CAP);
