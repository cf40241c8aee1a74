import type { Remote } from "@nearside/shared/api/approval-address.ts";
import { texts } from "../texts/doctor/session.ts";
import { type Finding, notice } from "./finding.ts";

const SAYS: Readonly<Record<Remote, string>> = {
  ssh: texts.ssh,
  "remote-shell": texts.remoteShell,
  "remote-editor": texts.remoteEditor,
  container: texts.container,
  wsl: texts.wsl,
};

const WHERE_YOU_SIT = texts.whereYouSit;
const CURES: Readonly<Record<Remote, string>> = {
  ssh: WHERE_YOU_SIT,
  "remote-shell": WHERE_YOU_SIT,
  "remote-editor": WHERE_YOU_SIT,
  container: texts.outside,
  wsl: texts.windows,
};

/**
 * Finds out that the person's browser is probably on another machine, by design the one thing that no login gets over
 * (protocol §6).
 *
 * @param remote as the person who approves is told it
 */
export const checkSession = (remote: Remote | null): Required<Finding>[] =>
  remote === null ? [] : [notice("session", SAYS[remote], CURES[remote])];
