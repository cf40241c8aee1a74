export const texts = {
  theySay: ({ note }: { readonly note: string }): string => ` They say: "${note}"`,
  otherUser: ({ user }: { readonly user: string }): string =>
    `An enrolment for ${user} waits here. Leave out --user, or add --restart.`,
  otherKey: ({ place, issuer }: { readonly place: string; readonly issuer: string }): string =>
    `An enrolment whose key is kept ${place} waits here. Continue it with \`nearside enroll ${issuer}\`, or start again with --restart.`,
  startAgain: "Start again with --restart.",
  wrongUser: ({ server, named }: { readonly server: string; readonly named: string }): string =>
    `The server says that this is for ${server}, but you named ${named}.`,
} as const;
