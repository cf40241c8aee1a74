import { texts as doorwayTexts } from "./doorway.ts";

const linuxOnly = "It can be set up on Linux only, so far.";
const notWritten = ({ path, code }: { readonly path: string; readonly code: string }): string =>
  `${path} could not be written (${code}).`;
const askForMore = "Ask the person for more: `nearside lease request`, or the tool request_access.";

export const texts = {
  lease: {
    notRecorded: "The server can't be told just now what the agent has done. Try again in a moment.",
    tokenFull: "This token was used for as many calls as are recorded for one token. Ask for another token.",
    tooManyPrograms: "It holds leases of as many programs as it may. End one of these programs, and try again.",
    tooManyLeases: "The agent has as many leases as it may. End one with `nearside lease end`, and ask again.",
    oneWaits: "Another request of the agent waits for the person. Wait for that answer first.",
    tooManyCalls: "It makes as many requests as it may just now. Try again in a moment.",
    screenUnwatched:
      "It can't tell if the screen is locked: the program or the bus that tells it was stopped. Log out of the desktop and in again, and try again.",
    tooOften: "The agent has asked for more too often. Ask again in some minutes.",
    programGone: "The program that asked has ended.",
    notActive: doorwayTexts.notActive,
    otherApisList: `The lease is for other APIs, which \`nearside lease list\` shows. ${askForMore}`,
    otherApis: `The lease is for other APIs. ${askForMore}`,
    lessScope: `The lease does not have that scope of the API. ${askForMore}`,
    otherTools: `The lease is for other tools of that API. ${askForMore}`,
    noCallLeft: "The lease has no call left. Say how many more are needed: `nearside lease request --calls`.",
  },
  fetch: {
    unknownName: "Its name leads nowhere.",
    headerNotSent: ({ name }: { readonly name: string }): string =>
      `The header field "${name}" is not sent for an agent: servers may take it as who asks, or as another method or address. Leave it out. These are sent: accept, content-type, prefer, range, if-match and its like, idempotency-key, and fields that end with -version.`,
    badHeader: ({ name }: { readonly name: string }): string =>
      `The header field ${name} was given twice, or its value has characters that are not sent. Give it once, in printable ASCII.`,
    noAnswer: "It gave no answer in time.",
    noWholeAnswer: "It gave no whole answer in time.",
    removed: "[removed by nearside]",
  },
  run: {
    noSocketPlace: "This system has no place for its socket.",
    callerUnknown: "This system can't tell who calls it.",
    openMemory: "This system can't close its memory to other programs.",
    debugger: "A debugger is attached to it.",
  },
  setup: {
    manifest: "Nearside: hands a browser's hello to the waiting command line",
    linuxOnly,
    notRemoved: ({ path }: { readonly path: string }): string => `${path} could not be removed.`,
    notWritten,
    oldIds: "(ids of its extension that are too old)",
  },
  ssh: {
    otherLines: "There are other lines between the two lines of nearside in ~/.ssh/config. Move them out.",
    badFolder: "The path of the key folder contains characters that the configuration of ssh can't hold.",
    hostForm: "Hosts are names as you type them after `ssh`, or patterns such as build-*.",
    noHost: "Name at least one host that it applies to, besides those that it does not apply to.",
    linuxOnly,
    rejected: ({ why }: { readonly why: string }): string =>
      `ssh rejects the changed configuration, so it is as it was: ${why}`,
    noSsh: "There is no ssh in PATH.",
    tooOld: ({ first, found }: { readonly first: string; readonly found: string }): string =>
      `OpenSSH ${first} or later is needed. This is ${found}.`,
    notSystems: ({ path }: { readonly path: string }): string =>
      `${path} is not the system's own: your account may change it. Put the system's first in PATH.`,
    unreadable: ({ path, code }: { readonly path: string; readonly code: string }): string =>
      `${path} can't be read (${code}).`,
    brokenLink: ({ path }: { readonly path: string }): string => `${path} is a link to a file that does not exist.`,
    byHand: ({ path, included }: { readonly path: string; readonly included: string }): string =>
      `${path} may not be written. Put this line first in it by hand: Include ${included}`,
    notWritten,
  },
} as const;
