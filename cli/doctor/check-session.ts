import type { Remote } from "@nearside/shared/api/approval-address.ts";
import { texts } from "../texts/doctor/machine.ts";
import { type Finding, notice } from "./finding.ts";

const SAYS: Readonly<Record<Remote, string>> = {
  ssh: texts.session.ssh,
  "remote-shell": texts.session.remoteShell,
  "remote-editor": texts.session.remoteEditor,
  container: texts.session.container,
  wsl: texts.session.wsl,
};

const WHERE_YOU_SIT = texts.session.whereYouSit;
const CURES: Readonly<Record<Remote, string>> = {
  ssh: WHERE_YOU_SIT,
  "remote-shell": WHERE_YOU_SIT,
  "remote-editor": WHERE_YOU_SIT,
  container: texts.session.outside,
  wsl: texts.session.windows,
};

/**
 * Finds out that the person's browser is probably on another machine, by design the one thing that no login gets over
 * (protocol §6).
 *
 * @param remote as the person who approves is told it
 */
export const checkSession = (remote: Remote | null): Required<Finding>[] =>
  remote === null ? [] : [notice("session", SAYS[remote], CURES[remote])];
