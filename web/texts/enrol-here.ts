/** Pages say this before the command that enrols a computer. */
export const enrolHereTexts = {
  withTicket: "With a ticket from your administrator, in a terminal on this computer:",
} as const;
