import type { ReactNode } from "react";

/** The hints of the field for a reason. */
export const reasonTexts = {
  inLog: "It appears in the security log.",
  inHistory: "The history and the security log show it.",
} as const;

/** The texts of every change: the question, the touch, how it went, and the toast afterwards. */
export const changeTexts = {
  cancel: "Cancel",
  close: "Close",
  undo: "Undo",
  tryAgain: "Try again",
  dangerZone: "Danger zone",
  moment: "One moment",
  sending: "The server is making the change…",
  typed: {
    label: (text: ReactNode): ReactNode => <>Type {text} to continue</>,
    problem: "The text does not match yet.",
  },
  touch: {
    title: "Touch your authenticator",
    says: (what: ReactNode): ReactNode => (
      <>Your browser asks for your fingerprint, face, PIN or security key. It confirms only this change: {what}</>
    ),
  },
  failed: {
    title: "The change was not made",
    titleMaybe: "It is not known whether the change was made",
    problem: (field: ReactNode, problem: string): ReactNode => (
      <>
        {field} {problem}
      </>
    ),
    code: (code: ReactNode): ReactNode => <>Error code for your administrator: {code}</>,
  },
} as const;
