export const texts = {
  description: "verify evidence of a login, or the report of a person's offboarding, offline",
  file: "the file that `nearside-server evidence <request>` or `report <user>` wrote, or - for standard input",
  jwks: "the server's keys from a source you trust (default: the keys in the file itself)",
  help: `
This needs no network and no enrolment. The exit code is 0 only if every link holds.

  nearside-server evidence rq_… --output evidence.json     on the server
  curl -O https://login.example.com/oauth/jwks             while you trust the connection; keep the file
  nearside verify evidence.json --jwks jwks`,
} as const;
