export const texts = {
  tooOld: "It is older than 0.2.0 and offers no command line. Ask your administrator for one.",
  stale:
    "Somebody may be replaying an old one. If this machine's clock is wrong, which `nearside doctor` reports, set it and try again.",
  why: {
    executable: "You have the single executable. To replace it by the server's:",
    see: ({ page }: { readonly page: string }): string => `See ${page}.`,
    noExecutable: "The server has no executable for this system. With Node 20 or newer:",
    global: "npm installed it for all projects. To replace it by the server's:",
    npx: "npx keeps its own copy. To install the server's for good:",
    project: "npm installed it in a project. In that project:",
    checkout: "You have a checkout of the sources. In that folder:",
    unknown: "To install the server's for all projects:",
  },
} as const;
