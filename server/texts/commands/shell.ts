// The texts of several commands of `nearside-server`.
import { plural } from "@nearside/shared/text/amounts.ts";

export const shellTexts = {
  refused: ({ status }: { readonly status: number }) => `The server refused (HTTP ${status}).`,
  field: ({ field, problem }: { readonly field: string; readonly problem: string }) => `  ${field}: ${problem}`,
  otherAccount: ({ dataFolder }: { readonly dataFolder: string }) =>
    `The server's data folder ${dataFolder} belongs to another account. Run this command as the account that runs the server.`,
  notRunning: ({ dataFolder }: { readonly dataFolder: string }) =>
    `No server is running with the data folder ${dataFolder}. Start it (\`nearside-server\`, or \`npm start\` in a checkout), then run this command again in a second terminal.`,
  pathTooLong: ({ path, most }: { readonly path: string; readonly most: number }) =>
    `The path of the data folder is too long: ${path} has more than ${most} bytes, the most that a socket may have. Choose a shorter one with NEARSIDE_DATA_DIR.`,
  ago: {
    now: "less than a minute ago",
    minutes: ({ count }: { readonly count: number }) => plural(count, { one: "# minute ago", other: "# minutes ago" }),
    hours: ({ count }: { readonly count: number }) => plural(count, { one: "# hour ago", other: "# hours ago" }),
    days: ({ count }: { readonly count: number }) => plural(count, { one: "# day ago", other: "# days ago" }),
  },
  write: {
    failed: ({ code }: { readonly code: string }) => `it can't be written (${code})`,
    notWritten: ({ path, why }: { readonly path: string; readonly why: string }) =>
      `${path}: ${why}. Nothing was written.`,
    exists: "there is already a file with this name. Name another one",
    noFolder: "its folder does not exist. Make it first, or name another one",
    denied: "this account may not write there. Name another place",
    full: "the disk is full. Make room there",
  },
  verifyIt: ({ file }: { readonly file: string | undefined }) =>
    `Anybody can verify it offline: nearside verify ${file ?? "<file>"}`,
} as const;
