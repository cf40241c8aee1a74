export const texts = {
  notKubectl: "KUBERNETES_EXEC_INFO does not have the form that kubectl sends (client.authentication.k8s.io/v1).",
  notGit: "The input does not have git's form, with lines such as host=git.example.com.",
  notSignedIn: "Not signed in yet.",
  notSignedInFor: ({ api }: { readonly api: string }): string => `Not signed in for ${api} yet.`,
  run: ({ command }: { readonly command: string }): string => `Run: ${command}`,
  noCommand: "Name the command to run, after --.",
} as const;
