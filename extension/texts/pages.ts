import { listText } from "@nearside/shared/text/amounts.ts";

/** The popup, the options page and the cards that both show. A sentence that holds elements is the list of its pieces. */
export const texts = {
  version: ({ version }: { readonly version: string }): string => `Version ${version}`,
  foreign: {
    title: "A login from another computer was opened here",
    says: ({ host, ago }: { readonly host: string; readonly ago: string }): string =>
      `It arrived at ${host} ${ago} and was not started on this computer, so it can't be approved here. If somebody sent you the link, they may be trying to log in as you. Approve nothing, and tell your administrator.`,
    read: "Dismiss",
  },
  enrolmentPage: {
    bridged: "Continue in the Nearside window that opens. If none opens, reload the page and click the icon again.",
    notBridged: "Nearside could not reach this page. Reload it and click the icon again.",
  },
  notEnrolled: {
    title: "This browser is not enrolled",
    says: <T>({ command }: { readonly command: T }): readonly (T | string)[] => [
      "Run ",
      command,
      " in a terminal on this computer, then click this icon on the page that opens.",
    ],
  },
  openOptions: "Enrolments and permissions",
  options: {
    title: "Enrolments of this browser",
    says: "Each enrolment lets this browser approve logins that its person starts on this computer. Keys never leave this browser.",
    none: <T>({ command }: { readonly command: T }): readonly (T | string)[] => [
      "No enrolments yet. Run ",
      command,
      " in a terminal on this computer, then click the Nearside icon on the page that opens.",
    ],
    extension: <T>({ id }: { readonly id: T }): readonly (T | string)[] => ["Extension ", id],
  },
  native: {
    title: "Meet without a port",
    says: <T>({ command }: { readonly command: T }): readonly (T | string)[] => [
      "With the Nearside keeper on this computer (",
      command,
      "), this browser can reach a command line without a network port. No proxy, firewall or blocker is in between.",
    ],
    set: "Allowed by your organisation.",
    refuse: "Use the port only",
    allow: "Allow it",
  },
  enrolment: {
    title: <T>({ person, host }: { readonly person: T; readonly host: string }): readonly (T | string)[] => [
      person,
      ` at ${host}`,
    ],
    server: "Server",
    since: "Enrolled",
    key: "Key of this browser",
    machineKey: "Key of this computer",
    notRemovable: "Set by your organisation: this enrolment can't be removed here.",
    remove: "Remove this enrolment",
    keep: "Keep it",
    removing:
      "Removing deletes this browser's key for good. To approve logins here again, you must enrol the browser again. Your administrator can also revoke the key on the server.",
    removeForGood: "Remove for good",
    notAllowed: "Your organisation's settings do not allow this server, so this enrolment approves nothing.",
    permissionMissing:
      "Nearside may no longer reach this server or your command line, so you can't approve its logins here.",
    allowAgain: "Allow it again",
    administrator: "Confirm the six words in your terminal if you have not yet. Then your administrator types them.",
    unfinished: "Click the Nearside icon on the enrolment page to continue, or start again.",
  },
  standings: {
    usable: "Ready",
    not_allowed: "Not allowed here",
    on_hold: "On hold",
    permission_missing: "Permission missing",
    administrator: "Not confirmed yet",
    unfinished: "Not finished",
  },
  organisation: {
    unread: {
      title: "Reading your organisation's settings",
      says: "Your browser has not told Nearside yet whether there are any. Nothing is approved or enrolled until then. This takes a few seconds.",
    },
    unreadable: {
      title: "Your organisation's settings can't be read",
      says: "They do not have the form that Nearside expects, so nothing is approved or enrolled in this browser. Tell your administrator. When the settings are right, Nearside continues by itself.",
    },
    title: "Set by your organisation",
    approvesNone: <T>({ title }: { readonly title: T }): readonly (T | string)[] => [
      title,
      ": this browser approves no logins.",
    ],
    approvesAt: <T>({
      title,
      servers,
    }: {
      readonly title: T;
      readonly servers: readonly string[];
    }): readonly (T | string)[] => [title, `: this browser approves logins at ${listText(servers)} only.`],
    servers: "Servers",
    none: "None",
    others: "Other servers",
    allowed: "Allowed",
    othersNotAllowed: "Not allowed: nothing is approved or enrolled there",
    removal: "Removal",
    notRemovable: "Enrolments with these servers can't be removed here",
  },
} as const;
