export const texts = {
  restart: "Restart it: systemctl --user restart nearside-keeper.service",
  again: "Try again in a moment.",
  otherAccount: "The keeper there belongs to another account.",
  useThatAccount: "Run the command as the account that started it, without sudo.",
  outsideContainer: "The keeper runs outside this container.",
  onComputer:
    "Run the command on the computer itself. Logins in this container go through its socket for containers: nearside keeper container-socket",
  forwarded: "The call came through a program that forwards connections from another machine.",
  ownTerminal: "Call the keeper from a terminal of its own computer.",
  callerUnknown: "The keeper can't find out from its system who calls.",
  sameSystem: "Call it from the same system, outside containers and sandboxes.",
  busy: "Too many programs are calling the keeper just now.",
  notActive: "This machine is no longer active at the server.",
  askAdministrator: "Ask your administrator.",
  originUnclear: "The keeper can't find out just now which process started the caller.",
  otherVersion: "The keeper is another version.",
  silent: "The keeper was called and did not answer: it is starting, ending or hanging.",
  againOrRestart: ({ again, restart }: { readonly again: string; readonly restart: string }): string =>
    `${again} ${restart}`,
  turnedAway: ({ code }: { readonly code: string }): string => `The keeper refused this call (${code}).`,
} as const;
