export const texts = {
  description: "show who this machine is enrolled for, and whether you are signed in",
  help: `
It does not ask the server. If you are not signed in, it ends with exit code 4. For all enrolments at once: nearside status

  nearside whoami --profile work
  nearside whoami --json | jq -r .user.name`,
  machine: ({ id, place }: { readonly id: string; readonly place: string }): string =>
    `machine ${id}, its key ${place}`,
  signedIn: ({ login }: { readonly login: string }): string => `signed in: ${login}`,
} as const;
