import type { ReactNode } from "react";

/** The break-glass codes that were just made. */
export const newCodesTexts = {
  title: "New break-glass codes",
  lead: "These codes are shown only once. Print or copy them now, and lock each one away where no single person can reach it alone. Leave no copy on this computer or in its clipboard. All earlier codes are void.",
  print: "Print",
  copied: "all codes",
  done: "I have stored them",
  sheet: {
    title: ({ number, of }: { number: number; of: number }) => `Break-glass code ${number} of ${of}`,
    use: ({ address }: { address: ReactNode }) => (
      <>Use it when nobody can sign in any more: open {address} and type the code. It works once.</>
    ),
    alarm: "Every use raises an alarm until an owner has reviewed it. Nobody will ever ask you for this code.",
    made: ({ date }: { date: string }) => `Made on ${date}. It is void as soon as new codes are made.`,
  },
} as const;
