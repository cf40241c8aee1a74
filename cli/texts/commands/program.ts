export const texts = {
  help: `
Start like this:
  nearside enroll https://login.example.com     once, with a ticket from your administrator
  nearside login                                one click and one touch in the browser
  nearside token --proof "GET https://api.example.com/orders" | curl -H @- https://api.example.com/orders
  nearside doctor                               if something does not work

nearside help <command> shows a command's options, with examples.

Exit codes (--json also names each one):
  0      done                               50-69    the meeting with the browser
  1      a bug in Nearside                  70-84    a statement that does not hold
  2      wrong arguments                    85-89    the keeper of your account
  3-9    do something first on this machine 90-99    a rule of your organisation
  10-19  the server                         100-119  the passkey, or what a token is for
  20-29  denied, or out of time             120-125  keyring, TPM or settings here
  30-49  enrolment                          126-127  a command that could not be run
                                            130      Ctrl-C

Keys are kept in a folder of your account. NEARSIDE_HOME names another one.`,
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
