/** Every page has these texts. They are part of the approval page's first load. */
export const partTexts = {
  product: "Nearside",
  tab: ({ state }: { state: string }) => `${state} · Nearside`,
  footnote: "This page never asks you for a code or a password, and never asks you to paste anything.",

  failed: {
    tab: "Something failed",
    title: "That did not work",
    retry: "Try again",
  },
  forAdministrator: ({ code }: { code: string }) => (
    <>
      For your administrator: <code>{code}</code>
    </>
  ),

  touch: {
    title: "Touch your authenticator",
    checking: "Checking your passkey…",
    cancel: "Cancel",
  },
} as const;
