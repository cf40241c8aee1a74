import type { ReactNode } from "react";

/** Several pages say by these texts how to install the command line and the extension. */
export const setUpTexts = {
  copy: {
    copy: ({ what }: { what: ReactNode }) => <>Copy {what}</>,
    copied: ({ what }: { what: ReactNode }) => <>Copied {what}</>,
    command: ({ command }: { command: string }) => `the command ${command}`,
  },

  commandLineMissing: ({ href }: { href: string }) => (
    <>
      Is <code>nearside</code> not installed yet? <a href={href}>Get it from this server</a>.
    </>
  ),

  extensionMissing: {
    tab: "Extension missing",
    title: "The Nearside extension is not on this page",
    retry: "Try again",
  },

  install: {
    add: {
      title: "Add the extension",
      text: ({ href }: { href: string }) => (
        <>
          Many organisations install it for you. If yours did not, <a href={href}>get it from this server</a>.
        </>
      ),
    },
    pin: {
      title: "Show its icon",
      text: "Click the puzzle piece beside the address, then the pin beside Nearside.",
    },
    click: {
      title: "Click the icon on this page",
      continues: "The page continues by itself.",
      continuesOrEnrols:
        "The page continues by itself. If this browser was never enrolled, the page then shows how to enrol it.",
    },
  },
} as const;
