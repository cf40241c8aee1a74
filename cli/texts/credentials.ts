import { choiceText } from "@nearside/shared/text/amounts.ts";

export const texts = {
  underSudo: ({ user }: { readonly user: string }): string =>
    `This command runs as root, because of sudo, so it uses root's keys and enrolments and not those of ${user}. Run it again without sudo.`,
  lacking: {
    login: "You are not signed in for this yet.",
    acr: "You are signed in, but this needs a stronger login.",
    max_age: "You are signed in, but you approved that too long ago for this.",
    refused: "You are signed in, but the API does not accept that login for this.",
    touch: "You are signed in, but a rule of your organisation requires a new touch.",
    rule: "You are signed in, but a rule of your organisation requires more than that login has.",
  },
  otherClients: ({ clients }: { readonly clients: readonly string[] }): string =>
    `There is a login of another program, which is used only where --client-id names it: ${choiceText(clients)}.`,
  run: ({ reason, command }: { readonly reason: string; readonly command: string }): string =>
    `${reason} Run: ${command}`,
  otherSession:
    "That login started over another SSH session, or before your own machine's keeper restarted. It works over that session only.",
  keeperSilent:
    "It does not answer. Either it has ended, and your login with it, or too many programs of this session ask it at once. If you are no longer signed in, start the session again.",
  sessionOver:
    "The SSH session that you signed in over has ended, or the keeper of your own machine has. The login ended with it.",
} as const;
