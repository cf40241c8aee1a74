/** Pages say this before the command that enrols a computer. */
export const enrolHereTexts = {
  withTicket: "If you have a ticket from your administrator, run this in a terminal on this computer:",
} as const;
