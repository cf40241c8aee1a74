export const texts = {
  description: "run a command with a fresh access token in its environment",
  usage: "[options] -- <command> [arguments]",
  command: "the command and its arguments",
  env: ({ name }: { readonly name: string }): string =>
    `the variable that gets the token; may be given several times (default: ${name})`,
  help: ({ name }: { readonly name: string }): string => `
  nearside exec --resource https://api.example.com -- ./report.sh
  nearside exec --resource https://api.example.com --env API_TOKEN -- terraform plan
  nearside exec --resource https://api.example.com --scope read --narrow -- ./report.sh
  nearside exec -- sh -c 'printf "%s\\n" "until $NEARSIDE_TOKEN_EXPIRES_AT"'

The command gets these variables. Nothing secret is in its arguments.
  ${name}       the token, valid for at least ten minutes (or for its whole lifetime, if that is shorter)
  NEARSIDE_TOKEN_TYPE         DPoP
  NEARSIDE_TOKEN_EXPIRES_AT   when it expires, in seconds since 1970; a command that runs longer should call \`nearside token\` again

The token is bound to a key of this machine (DPoP, RFC 9449). An API that insists on the proof refuses the token alone, as
"Authorization: Bearer …"; that protects you if it is stolen. Call such an API through \`nearside proxy\`, which adds the proofs.
An API that accepts the token alone trusts anybody who has it, until it expires.

With --narrow the command gets a token for that API and that scope only, even if you are signed in for more.

If no login fits, you are asked to sign in first, if you are at the terminal. Input, output, signals and the exit code are
the command's own. 127 means that there is no such command, 126 that it can't be run.`,
  envForm: "--env takes a variable's name: letters, digits and underscores.",
} as const;
