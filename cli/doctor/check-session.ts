import type { Remote } from "@nearside/shared/api/approval-address.ts";
import { type Finding, notice } from "./finding.ts";

const SAYS: Readonly<Record<Remote, string>> = {
  ssh: "This seems to be a session over SSH, on another computer than yours.",
  "remote-shell": "This terminal seems to be carried here from another computer.",
  "remote-editor": "This terminal seems to be of an editor whose window is on another computer.",
  container: "This seems to be a container, which is a machine of its own here.",
  wsl: "This is WSL, which is a machine of its own here, beside Windows.",
};

const WHERE_YOU_SIT = "Log in where your browser runs, and never forward the port: nothing else can approve a login.";
const CURES: Readonly<Record<Remote, string>> = {
  ssh: WHERE_YOU_SIT,
  "remote-shell": WHERE_YOU_SIT,
  "remote-editor": WHERE_YOU_SIT,
  container:
    "Log in outside of it, where your browser runs. Only a browser within the same container can approve here.",
  wsl: "Log in from Windows itself, or enrol a browser that runs within WSL: one of Windows can't approve here.",
};

/**
 * Finds out that the person's browser is probably on another machine, by design the one thing that no login gets over
 * (protocol §6).
 *
 * @param remote as the person who approves is told it
 */
export const checkSession = (remote: Remote | null): Required<Finding>[] =>
  remote === null ? [] : [notice("session", SAYS[remote], CURES[remote])];
