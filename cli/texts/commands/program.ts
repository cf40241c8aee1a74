export const texts = {
  help: ({ exitCodes }: { readonly exitCodes: string }): string => `
Start like this:
  nearside enroll https://login.example.com     once, with a ticket from your administrator
  nearside login                                one click and one touch in the browser
  nearside token --proof "GET https://api.example.com/orders" | curl -H @- https://api.example.com/orders
  nearside doctor                               if something does not work

nearside help <command> shows a command's options, with examples.

Exit codes (--json also names each one):
${exitCodes}

Keys are kept in a folder of your account. NEARSIDE_HOME names another one.`,
  done: "done",
  /** The topics of exit codes. */
  exitTopics: {
    bug: "a bug in Nearside",
    usage: "wrong arguments",
    first: "do something first on this machine",
    server: "the server",
    refused: "denied, or out of time",
    enrolment: "enrolment, or an enrolled machine, browser or passkey that is no longer good",
    meeting: "the meeting with the browser",
    statement: "a statement that does not hold",
    keeper: "the keeper of your account",
    rule: "a rule of your organisation",
    passkey: "the passkey, or what a token is for",
    machine: "keyring, TPM or settings here",
    command: "a command that could not be run",
    signal: "Ctrl-C, or another signal",
    elsewhere: "a login that starts on another host or in a container",
    lease: "the lease of an agent",
    second: "the approval of another person",
    versions: "the versions that a server hands out",
    output: "output that could not be written",
  },
  completion: "print what your shell needs to complete nearside's commands, options and names",
  completionHelp: `
  bash         nearside completion bash > ~/.local/share/bash-completion/completions/nearside
  zsh          nearside completion zsh > ~/.zsh/completions/_nearside    (a folder of your fpath)
  fish         nearside completion fish > ~/.config/fish/completions/nearside.fish
  powershell   nearside completion powershell >> $PROFILE

bash needs the package bash-completion for it. Open a new shell afterwards.`,
  aboutGroup: "About this program:",
  helpOfHelp: "show a command's options, with examples",
  everyDay: "Every day:",
  thisMachine: "This machine:",
  otherTools: "For other tools:",
  record: "For the record:",
  description: "Sign in from the terminal, approved with a passkey on the machine where you sit.",
  hint: "(nearside --help shows all commands)",
  hintOf: ({ command }: { readonly command: string }): string => `(${command} --help shows its options)`,
} as const;
