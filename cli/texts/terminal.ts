export const texts = {
  errors: {
    no_terminal:
      "There is no terminal to ask on. Run this command in a terminal, or give the answers by options and on standard input.",
    input_ended: "The input ended before the answer. Run the command again.",
    input_too_long: "The input is longer than any answer can be. Check what is sent to standard input.",
  },
  yesNo: ({ question }: { readonly question: string }): string => `${question} (yes/no)`,
  typeYesNo: "Type yes or no.",
} as const;
